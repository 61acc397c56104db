import type {Case} from '../../case/case.ts'
import type {Check} from '../../checks/define-check.ts'
import {deriveFacts} from '../../facts/derive.ts'
import {diagnose} from '../../report/diagnose.ts'
import type {Report} from '../../report/types.ts'
import type {PlanContext, Planned, PlanWishes} from './context.ts'
import {planAll} from './index.ts'

/** What a case is diagnosed with, and every strategy's answer to it. */
export interface PlannedCase {
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
  inputs: Pick<PlanContext, 'texts' | 'hashes'>,
  wishes: PlanWishes,
  version: string,
): PlannedCase {
  const named = deriveFacts(c).servers.some(s => s.identity.state === 'read')
  const asked = wishes.nodeName === null || named ? c : {...c, told: {...c.told, nodeNames: [wishes.nodeName]}}
  const facts = deriveFacts(asked)
  const report = diagnose(facts, checks, {
    command: 'repair',
    version,
    failLevel: 'error',
    only: [],
    skip: [],
    facts: {},
  })
  return {report, planned: planAll({facts, findings: report.findings, ...inputs, wishes})}
}
