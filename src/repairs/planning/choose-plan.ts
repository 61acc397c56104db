import type {Finding} from '../../report/types.ts'
import type {Plan} from '../plan.ts'
import type {Planned} from './context.ts'

/** The plan to go on with, or why there is none. */
export type Choice =
  | {readonly plan: Plan; readonly others: readonly Planned[]}
  | {readonly plan: null; readonly why: string; readonly byHand: readonly string[]; readonly others: readonly Planned[]}

/**
 * The strategy asked for, else the safest that may be run and answers what is wrong: where something is broken, the
 * cause of it. One that loses data is never taken by itself. Where all that fit are held back by a refusal, the first
 * of these is shown, so that the reason is seen.
 */
export function choosePlan(
  planned: readonly Planned[],
  strategy: string | null,
  findings: readonly Finding[] = [],
): Choice {
  if (strategy !== null) {
    const others = planned.filter(p => strategyOf(p) !== strategy)
    const wanted = planned.find(p => strategyOf(p) === strategy)
    if (wanted?.ok) return {plan: wanted.plan, others}
    const why = wanted ? wanted.why : `there is no strategy "${strategy}"`
    return {plan: null, why: `${strategy}: ${why}`, byHand: wanted?.byHand ?? [], others}
  }
  const causes = findings.filter(f => f.severity === 'error' && f.status === 'fail' && f.consequenceOf === null)
  const helps = ({findings: answers}: Plan) =>
    causes.length === 0 ? answers.length > 0 : causes.some(f => answers.includes(f.fingerprint))
  const fit = planned.flatMap(p => (p.ok && p.plan.risk !== 'data-loss' && helps(p.plan) ? [p.plan] : []))
  const plan = fit.find(p => p.refusals.length === 0) ?? fit[0]
  const others = planned.filter(p => !p.ok || p.plan !== plan)
  if (plan) return {plan, others}
  const byHand = planned.flatMap(p => (p.ok ? [] : p.byHand))
  return {plan: null, why: 'no repair without loss fits what was found', byHand, others}
}

function strategyOf(planned: Planned): string {
  return planned.ok ? planned.plan.strategy : planned.strategy
}
