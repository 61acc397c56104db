import type {Case} from '../../../case/case.ts'
import type {CronicleCheck} from '../../../checks/define-check.ts'
import {deriveCronicle} from '../../../facts/cronicle/derive-cronicle.ts'
import {diagnose} from '../../../report/diagnose.ts'
import type {Finding, Report} from '../../../report/types.ts'
import {choosePlan} from '../../planning/choose-plan.ts'
import {type Planned, unfit} from '../../planning/context.ts'
import type {RepairOffer} from '../../planning/offer-repair.ts'
import {shellQuote} from '../../shell-quote.ts'
import type {CronicleContext, CroniclePlanner} from './context.ts'
import {planPrimaryHostname} from './plan-primary-hostname.ts'
import {planRemoteServerPort} from './plan-remote-server-port.ts'
import {planServerRecords} from './plan-server-records.ts'
import {planWorkerIdentity} from './plan-worker-identity.ts'

/** The first that fits is the default. A primary that cannot live comes before what its workers report. */
const planners: readonly CroniclePlanner[] = [
  {strategy: 'primary-hostname', plan: planPrimaryHostname},
  {strategy: 'server-records', plan: planServerRecords},
  {strategy: 'worker-identity', plan: planWorkerIdentity},
  {strategy: 'remote-server-port', plan: planRemoteServerPort},
]

/** What every strategy makes of this case; nothing where the evidence contradicts itself. */
function planAll(context: CronicleContext): readonly Planned[] {
  const doubtful = context.findings.find(f => f.confidence === 'low' && f.status === 'fail')
  const why = doubtful && `the evidence contradicts itself: ${doubtful.message}`
  return planners.map(p => (why === undefined ? p.plan(context) : unfit(p.strategy, why)))
}

/** Diagnoses a case of Cronicle and works out every repair for it. */
export function planForCronicle(
  c: Case,
  checks: readonly CronicleCheck[],
  inputs: Omit<CronicleContext, 'facts' | 'findings'>,
  version: string,
): {readonly report: Report; readonly planned: readonly Planned[]} {
  const facts = deriveCronicle(c)
  const options = {command: 'repair', version, failLevel: 'error' as const, only: [], skip: [], facts: {}}
  const report = diagnose(facts, checks, options)
  return {report, planned: planAll({facts, findings: report.findings, ...inputs})}
}

/** The repair that `doctor repair` would choose with the same words; null when there is none, or it would refuse. */
export function offerCronicleRepair(context: CronicleContext, findings: readonly Finding[]): RepairOffer | null {
  const {plan} = choosePlan(planAll(context), null, findings)
  if (plan === null || plan.refusals.length > 0) return null
  // Without a folder of Cronicle it is the repair that tells which scheduler is meant.
  const named = context.wishes.words.some(word => /^--(primary|worker)=/.test(word))
  const asked = named ? [] : ['--strategy', plan.strategy]
  return {
    strategy: plan.strategy,
    risk: plan.risk,
    answers: plan.findings,
    lines: ['doctor repair', ...asked, ...context.wishes.words.map(shellQuote)].join(' '),
    plan,
  }
}
