import type {Plan} from '../../repairs/plan.ts'
import {Page} from './page.ts'
import type {Style} from './style.ts'

export const riskWords: Record<Plan['risk'], string> = {
  safe: 'safe: nothing stored is rewritten or lost',
  disruptive: 'disruptive: the scheduler has to be stopped, nothing is lost',
  'data-loss': 'DATA LOSS: read what is lost',
}

/** Beyond that the list of choices would be pushed off the screen; the plan shows all of them. */
const mostSteps = 6

/** What choosing a plan would mean, in few lines: risk, what is done to what, what stays, what is lost. */
export function renderConsequences({risk, steps, kept, lost}: Plan, style: Style): string {
  const page = new Page(style)
  const more = steps.length - mostSteps
  page.paragraph(riskWords[risk], {lead: 'Risk:   '})
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
