import type {Plan} from '../repairs/plan.ts'
import {partsOf} from '../repairs/plan-steps.ts'

/** What a plan risks, in a sentence that begins with its word. */
export function describeRisk(plan: Pick<Plan, 'risk' | 'steps'>): string {
  if (plan.risk === 'safe') return 'safe: nothing stored is rewritten or lost'
  if (plan.risk === 'data-loss') return 'DATA LOSS: read what is lost'
  // Whatever runs goes on; a worker that is in no list is given no job (Cronicle's lib/job.js).
  if (partsOf(plan).calls.length === plan.steps.length)
    return 'disruptive: a worker is out of the list of the primary for a moment, and gets no jobs; nothing is lost'
  return 'disruptive: the scheduler has to be stopped, nothing is lost'
}
