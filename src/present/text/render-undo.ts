import type {Refusal} from '../../surgery/refusal.ts'
import type {UndoOutcome} from '../../surgery/undo.ts'
import {printNextLines} from './next-lines.ts'
import {Page} from './page.ts'
import {renderRefusals, renderStopped} from './render-outcome.ts'
import type {Style} from './style.ts'

/** What was taken back, and what that means for the scheduler. */
export function renderUndo(result: Exclude<UndoOutcome, {outcome: 'refused'}>, style: Style): string {
  const page = new Page(style)
  const good = result.outcome === 'undone'
  const words = good
    ? `Run ${result.run.id} (${result.run.plan.strategy}) is taken back: every file is what it was before.`
    : `Run ${result.run.id} could not be taken back whole; run doctor undo ${result.run.id} again.`
  page.paragraph(words, {
    lead: good ? page.pen.mark.good : page.pen.mark.error,
    paintLead: good ? page.pen.good : page.pen.error,
  })
  if ('refusals' in result) renderRefusals(page, result.refusals)
  if ('warnings' in result) {
    for (const warning of result.warnings) page.paragraph(warning, {lead: page.pen.mark.warning})
  }
  if ('aside' in result) {
    for (const path of result.aside) page.paragraph(`What was written since is kept in ${path}`)
  }
  if (!good) return String(page)
  if (result.run.plan.primary) {
    renderLeft(page, 'left' in result ? result.left : [])
    return String(page)
  }
  const kept = (result.run.containers ?? []).filter(r => r.keptByUndo).map(r => r.container.name)
  if (kept.length > 0) {
    page.paragraph(
      `${kept.join(', ')} still ${kept.length === 1 ? 'has its' : 'have their'} fixed ID. Created anew from the old file, ${kept.length === 1 ? 'it loses it' : 'they lose it'}, and the leader with it.`,
    )
  } else {
    // Where no Raft state was concerned (Cronicle), nobody was without a leader.
    const again = result.run.plan.stores.length > 0 ? ': a scheduler that had no leader before has none again' : ''
    page.paragraph(`What the repair mended is as it was${again}.`)
  }
  if ('stopped' in result && result.stopped.length > 0) {
    renderStopped(page, result.stopped)
    page.paragraph('To start it as it was, without a leader:')
    page.command(`docker start ${result.stopped.join(' ')}`, 2)
  }
  return String(page)
}

/** What only a person can do at a Cronicle primary. */
function renderLeft(page: Page, left: readonly Refusal[]): void {
  for (const {message, next} of left) {
    page.paragraph(message, {lead: page.pen.mark.warning})
    printNextLines(page, next)
  }
}
