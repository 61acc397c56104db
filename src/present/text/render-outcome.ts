import type {Plan} from '../../repairs/plan.ts'
import type {Refusal} from '../../surgery/refusal.ts'
import type {RunResult} from '../../surgery/run-plan.ts'
import {keepInMind} from './keep-in-mind.ts'
import {printNextLines, printStep} from './next-lines.ts'
import {Page} from './page.ts'
import type {Style} from './style.ts'

const headlines: Record<RunResult['outcome'], string> = {
  applied: 'Done and verified.',
  refused: 'Refused; nothing was changed.',
  'rolled-back': 'A step failed; everything is as it was before.',
  'hand-needed': 'A step failed, and not everything could be taken back: a hand is needed.',
}

/** What a hand is needed for, where a step did not simply fail. */
const handNeededFor: Partial<Record<Refusal['code'], string>> = {
  'not-verified': 'Every step is done, but the servers are not as planned: a hand is needed.',
  'engine-lost': 'Cut short: the container engine does not answer any more.',
  'worker-silent': 'Not finished: a worker is still waited for.',
  'primary-silent': 'Not finished: the primary is still waited for.',
  'key-refused': 'Not finished: the primary does not take the key.',
  'call-refused': 'Not finished: the primary did not do what was asked.',
}

const refusedFor: Partial<Record<Refusal['code'], string>> = {
  'run-unfinished': 'Refused: a repair that was cut off comes first; nothing was changed.',
}

const interruptedHeadlines: Partial<Record<RunResult['outcome'], string>> = {
  refused: 'Interrupted; nothing was changed.',
  'rolled-back': 'Interrupted; what was done is taken back, and everything is as it was before.',
}

const isInterruption = ({code}: Refusal): boolean => code === 'interrupted'

/** How a run ended, where the backup is, how to take it back, and what comes next. */
export function renderOutcome(plan: Plan, result: RunResult, style: Style): string {
  const page = new Page(style)
  const good = result.outcome === 'applied'
  page.paragraph(headlineOf(result), {
    lead: good ? page.pen.mark.good : page.pen.mark.error,
    paintLead: good ? page.pen.good : page.pen.error,
    paint: page.pen.bold,
  })
  const told = interruptedHeadlines[result.outcome] !== undefined
  renderRefusals(page, told ? result.refusals.filter(r => !isInterruption(r)) : result.refusals)
  for (const fact of result.confirmed) page.paragraph(fact, {indent: 2, lead: page.pen.mark.bullet})
  for (const warning of result.warnings) page.paragraph(warning, {lead: page.pen.mark.warning})
  if (result.steps.length > 0) {
    page.heading('Steps')
    for (const {title, done} of result.steps) {
      page.paragraph(`${done ? 'done' : 'not done'}: ${title}`, {indent: 2, lead: page.pen.mark.bullet})
    }
  }
  renderStopped(page, result.stopped)
  if (result.backup !== null) page.paragraph(`Backup: ${result.backup}`)
  const stands = good || result.outcome === 'hand-needed'
  if (stands && result.runId !== null && result.recorded) page.paragraph(`Take it back: doctor undo ${result.runId}`)
  if (good && plan.next.length > 0) {
    page.heading('Next')
    printNextLines(page, plan.next)
  }
  const reminders = good ? keepInMind(plan, result) : []
  if (reminders.length > 0) page.heading('Keep in mind')
  for (const reminder of reminders) page.paragraph(reminder, {indent: 2, lead: page.pen.mark.bullet})
  return String(page)
}

/** How it ended, in a sentence. */
export function headlineOf({outcome, refusals}: RunResult): string {
  const interrupted = refusals.some(isInterruption) ? interruptedHeadlines[outcome] : undefined
  if (interrupted) return interrupted
  const isOpen = outcome === 'hand-needed' && !refusals.some(r => r.code === 'not-taken-back')
  const words = outcome === 'refused' ? refusedFor : isOpen ? handNeededFor : {}
  const special = refusals.map(r => words[r.code]).find(Boolean)
  return special ?? headlines[outcome]
}

/** Containers that nobody may forget. */
export function renderStopped(page: Page, names: readonly string[]): void {
  if (names.length === 0) return
  const many = names.length > 1
  page.paragraph(
    `${many ? 'Containers' : 'Container'} ${names.join(', ')} ${many ? 'are' : 'is'} stopped; before the repair ${many ? 'they' : 'it'} ran.`,
    {
      lead: page.pen.mark.warning,
    },
  )
}

export function renderRefusals(page: Page, refusals: readonly Refusal[]): void {
  for (const refusal of refusals) {
    page.paragraph(refusal.message, {lead: page.pen.mark.error, paintLead: page.pen.error})
    for (const step of refusal.next) printStep(page, step)
  }
}
