import type {PlannedContainers} from '../../repairs/container-actions.ts'
import type {Plan} from '../../repairs/plan.ts'
import type {Planned} from '../../repairs/planning/context.ts'
import {describeRisk} from '../describe-risk.ts'
import {printNextLines} from './next-lines.ts'
import {Page} from './page.ts'
import type {Style} from './style.ts'
import {printable} from './wrap.ts'

/** A plan as a person reads it before consenting: what changes, with diffs, what stays, what is lost, what else there is. */
export function renderPlan(plan: Plan, others: readonly Planned[], style: Style): string {
  const page = new Page(style)
  const paint = plan.risk === 'data-loss' ? page.pen.error : page.pen.bold
  page.paragraph(`Plan ${plan.id}: ${plan.title} (${plan.strategy})`, {paint: page.pen.bold})
  page.paragraph(`Risk: ${describeRisk(plan)}`, {paint})
  for (const reason of plan.refusals) page.paragraph(reason, {lead: page.pen.mark.error, paintLead: page.pen.error})
  for (const [i, step] of plan.steps.entries()) {
    page.heading(`Step ${i + 1}: ${step.title}`)
    if (step.diff === '') continue
    for (const line of step.diff.trimEnd().split('\n'))
      page.line(`  ${paintDiff(page, printable(line, style.unicode))}`)
    page.paragraph(`Undo: ${step.undo}`, {indent: 2, paint: page.pen.dim})
  }
  if (plan.containers) list(page, 'Seen to afterwards', expectations(plan.containers))
  list(page, 'Stays', plan.kept)
  list(page, 'Is lost', plan.lost)
  if (plan.next.length > 0) {
    page.heading('Afterwards')
    printNextLines(page, plan.next)
  }
  if (others.length > 0) {
    page.heading('Other ways')
    for (const other of others) {
      page.paragraph(
        other.ok ? `${other.plan.strategy}: ${other.plan.title}` : `${other.strategy}: not here: ${other.why}`,
        {
          indent: 2,
          lead: page.pen.mark.bullet,
        },
      )
    }
  }
  return String(page)
}

function expectations({verify}: PlannedContainers): readonly string[] {
  const {servers, voters, exactly, keepsState} = verify
  const names = servers.map(s => s.container.name).join(', ')
  const ids = voters.map(id => `"${id}"`).join(', ')
  return [
    servers.length === 1 ? `${names} has a leader, itself or another.` : `${names} agree on a leader.`,
    ...(voters.length > 0 ? [`The stored configuration has ${ids} as voters${exactly ? ', and no other' : ''}.`] : []),
    ...(keepsState ? ['Every job and execution is there.'] : []),
  ]
}

function list(page: Page, heading: string, sentences: readonly string[]): void {
  if (sentences.length === 0) return
  page.heading(heading)
  for (const sentence of sentences) page.paragraph(sentence, {indent: 2, lead: page.pen.mark.bullet})
}

function paintDiff(page: Page, line: string): string {
  if (line.startsWith('+') && !line.startsWith('+++')) return page.pen.good(line)
  if (line.startsWith('-') && !line.startsWith('---')) return page.pen.error(line)
  return line
}
