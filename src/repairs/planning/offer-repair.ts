import type {Facts} from '../../facts/types.ts'
import type {Finding} from '../../report/types.ts'
import type {Plan} from '../plan.ts'
import {shellPath, shellQuote} from '../shell-quote.ts'
import {stopLines} from '../start-servers.ts'
import {choosePlan} from './choose-plan.ts'
import type {PlanContext} from './context.ts'
import {planAll} from './index.ts'

/** A call of `doctor repair` that has a plan for this case, to be copied. */
export interface RepairOffer {
  readonly strategy: string
  readonly risk: Plan['risk']
  /** Fingerprints of the findings it answers. */
  readonly answers: readonly string[]
  /** Shell lines; servers whose data-dirs are touched are stopped first. */
  readonly lines: string
  /** What it would change, as far as the same evidence tells. */
  readonly plan: Plan
}

/**
 * The repair `doctor repair` would choose by itself, when given the same evidence; null when there is none, or it
 * would refuse.
 *
 * @param words data-dirs and options that name the evidence
 */
export function offerRepair(
  facts: Facts,
  findings: readonly Finding[],
  inputs: Omit<PlanContext, 'facts' | 'findings' | 'wishes'>,
  words: readonly string[],
): RepairOffer | null {
  const planned = planAll({facts, findings, ...inputs, wishes: {strategy: null, nodeNames: [], gone: []}})
  const {plan} = choosePlan(planned, null, findings)
  if (plan === null || plan.refusals.length > 0) return null
  const touched = plan.stores.map(s => s.dataDir)
  const running = facts.servers.filter(s => s.container?.running && touched.includes(s.dataDir?.realPath ?? ''))
  const quoted = words.map(word => (word.startsWith('--') ? shellQuote(word) : shellPath(word)))
  const call = ['doctor repair', ...quoted].join(' ')
  return {
    strategy: plan.strategy,
    risk: plan.risk,
    answers: plan.findings,
    lines: [...stopLines(running), call].join(' && \\\n  '),
    plan,
  }
}
