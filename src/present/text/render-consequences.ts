import type {Plan} from '../../repairs/plan.ts'
import {describeRisk} from '../describe-risk.ts'
import {Page} from './page.ts'
import type {Style} from './style.ts'

/** Beyond that the list of choices would be pushed off the screen; the plan shows all of them. */
const mostSteps = 6

/** What choosing a plan would mean, in few lines: risk, what is done to what, what stays, what is lost. */
export function renderConsequences(plan: Plan, style: Style): string {
  const {steps, kept, lost} = plan
  const page = new Page(style)
  const more = steps.length - mostSteps
  page.paragraph(describeRisk(plan), {lead: 'Risk:   '})
  const does = steps.slice(0, mostSteps).map(({title}) => title)
  list(page, 'Does:   ', more > 0 ? [...does, `and ${more} ${more === 1 ? 'step' : 'steps'} more`] : does)
  list(page, 'Stays:  ', kept)
  list(page, 'Is lost:', lost.length > 0 ? lost : ['nothing'])
  return String(page).trimEnd()
}

function list(page: Page, lead: string, sentences: readonly string[]): void {
  sentences.forEach((sentence, i) => {
    page.paragraph(sentence, {lead: i === 0 ? lead : ' '.repeat(lead.length)})
  })
}
