import type {Report} from '../../report/types.ts'
import type {Planned} from './context.ts'

/**
 * What helps where no plan fits by itself: what a person does about the cause, where no repair is offered for it, and
 * the plans that a person may choose. One that answers consequences alone leaves the cause as it is.
 */
export function insteadOfPlan(planned: readonly Planned[], {cause, findings}: Report): readonly string[] {
  const first = findings.find(f => f.check === cause) ?? findings.find(f => f.status === 'fail')
  const advice = first !== undefined && first.repairs.length === 0 ? first.advice : []
  const consequences = findings.filter(f => f.consequenceOf !== null).map(f => f.fingerprint)
  const plans = planned.flatMap(p =>
    p.ok && (p.plan.findings.length === 0 || p.plan.findings.some(f => !consequences.includes(f))) ? [p.plan] : [],
  )
  return [...advice, ...plans.map(p => `--strategy ${p.strategy}: ${p.title}`)]
}
