import type {Case} from '../../case/case.ts'
import type {Check} from '../../checks/define-check.ts'
import {deriveFacts} from '../../facts/derive.ts'
import type {Facts} from '../../facts/types.ts'
import {diagnose} from '../../report/diagnose.ts'
import type {Report} from '../../report/types.ts'
import type {PlanContext, Planned, PlanWishes} from './context.ts'
import {planAll} from './index.ts'

/** What a case is diagnosed with, and every strategy's answer to it. */
export interface PlannedCase {
  readonly facts: Facts
  readonly report: Report
  readonly planned: readonly Planned[]
}

/**
 * Diagnoses a case and works out every repair for it. Where nothing at hand tells the present server ID, the name
 * asked for counts as it: that is what the server will be called.
 */
export function planForCase(
  c: Case,
  checks: readonly Check[],
  inputs: Omit<PlanContext, 'facts' | 'findings' | 'wishes'>,
  wishes: PlanWishes,
  version: string,
): PlannedCase {
  const named = deriveFacts(c).servers.some(s => s.identity.state === 'read')
  const asked = wishes.nodeNames.length === 0 || named ? c : {...c, told: {...c.told, nodeNames: wishes.nodeNames}}
  const facts = deriveFacts(asked)
  const report = diagnose(facts, checks, {
    command: 'repair',
    version,
    failLevel: 'error',
    only: [],
    skip: [],
    facts: {},
  })
  return {facts, report, planned: planAll({facts, findings: report.findings, ...inputs, wishes})}
}
