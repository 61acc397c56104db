import type {SelfHealing} from '../../surgery/self-healing.ts'
import {printNextLines} from './next-lines.ts'
import {Page} from './page.ts'
import type {Style} from './style.ts'

/** What was done to a data-dir before its scheduler starts, for the log of whatever starts it. */
export function renderSelfHeal(
  {outcome, why, next, formerId, serverId, start, run}: SelfHealing,
  style: Style,
): string {
  const page = new Page(style)
  const {mark, good, error, bold} = page.pen
  if (outcome === 'mended') {
    const said = `Mended: the data-dir knows this server as "${serverId}" now, no longer as "${formerId}", a former container.`
    page.paragraph(said, {lead: mark.good, paintLead: good, paint: bold})
  } else if (outcome === 'nothing-to-mend') {
    page.paragraph(`Nothing to mend: ${why.join('; ')}.`, {lead: mark.good, paintLead: good})
  } else {
    const [first = '', ...more] = why
    page.paragraph(`Not mended: ${first}`, {lead: mark.error, paintLead: error, paint: bold})
    for (const reason of more) page.paragraph(reason, {indent: 2, lead: mark.bullet})
  }
  for (const fact of run?.confirmed ?? []) page.paragraph(fact, {indent: 2, lead: mark.bullet})
  for (const warning of run?.warnings ?? []) page.paragraph(warning, {lead: mark.warning})
  if (run?.backup) page.paragraph(`Backup: ${run.backup}`)
  if (outcome === 'not-mended') {
    if (run?.outcome !== 'hand-needed') page.paragraph('Nothing was changed.')
    page.paragraph(
      start ? 'The scheduler may start; it will have no leader if it had none.' : 'The start is to stop here.',
    )
  }
  if (outcome === 'mended') for (const step of next) page.paragraph(step)
  else printNextLines(page, next)
  return String(page)
}
