import type {Plan} from '../plan.ts'
import type {Planned} from './context.ts'

/** The plan to go on with, or why there is none. */
export type Choice =
  | {readonly plan: Plan; readonly others: readonly Planned[]}
  | {readonly plan: null; readonly why: string; readonly others: readonly Planned[]}

/**
 * The strategy asked for, else the safest that may be run; one that loses data is never taken by itself. Where all
 * that fit are held back by a refusal, the first of these is shown, so that the reason is seen.
 */
export function choosePlan(planned: readonly Planned[], strategy: string | null): Choice {
  if (strategy !== null) {
    const others = planned.filter(p => strategyOf(p) !== strategy)
    const wanted = planned.find(p => strategyOf(p) === strategy)
    if (wanted?.ok) return {plan: wanted.plan, others}
    const why = wanted ? wanted.why : `there is no strategy "${strategy}"`
    return {plan: null, why: `${strategy}: ${why}`, others}
  }
  const fit = planned.flatMap(p => (p.ok && p.plan.risk !== 'data-loss' ? [p.plan] : []))
  const plan = fit.find(p => p.refusals.length === 0) ?? fit[0]
  const others = planned.filter(p => !p.ok || p.plan !== plan)
  if (plan) return {plan, others}
  return {plan: null, why: 'no repair without loss fits what was found', others}
}

function strategyOf(planned: Planned): string {
  return planned.ok ? planned.plan.strategy : planned.strategy
}
