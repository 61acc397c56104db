import type {PlanStep} from '../repairs/plan.ts'
import type {PrimaryCall} from '../repairs/primary-calls.ts'
import {filesLeft, hasBackup} from './apply-files.ts'
import type {ApplyRequest} from './apply-request.ts'
import type {Patience} from './containers/await-leader.ts'
import type {RunRecord} from './ledger-records.ts'
import {doCall, refusalFor} from './primary/do-call.ts'
import type {PrimaryApi} from './primary/primary-api.ts'
import {type Attempt, done, type Refusal, refuse} from './refusal.ts'
import type {RunLog} from './run-log.ts'

/**
 * Whether the primary will be called, before anything is changed: a key that it does not take is found out now. One that
 * has to be stopped for the files cannot be asked yet; one whose run was cut off may be starting.
 */
export async function checkPrimary(
  {plan, api}: Pick<ApplyRequest, 'plan' | 'api'>,
  resumed: RunRecord | null,
): Promise<Attempt<PrimaryApi | null>> {
  if (plan.primary === undefined) return done(null)
  if (!api) {
    return refuse('key-missing', plan.id, `this plan calls ${plan.primary.label}, and no key was given`, [
      'Give one of an administrator in CRONICLE_API_KEY.',
    ])
  }
  if ((plan.stopped ?? []).length > 0 || resumed !== null) return done(api)
  const listed = await api.servers()
  return listed.ok ? done(api) : refusalFor(plan.primary, listed)
}

/** Of a run that was cut off after its files: they are looked at no more, since the servers may be running again. */
export const filesAreDone = ({plan}: Pick<ApplyRequest, 'plan'>, resumed: RunRecord | null): boolean =>
  plan.primary !== undefined && hasBackup(resumed) && filesLeft(plan, resumed).length === 0

export const changesList = ({action: {kind}}: PlanStep<PrimaryCall>): boolean =>
  kind === 'add-server' || kind === 'remove-server'

export async function runCall(
  {plan}: Pick<ApplyRequest, 'plan'>,
  api: PrimaryApi,
  log: RunLog,
  step: PlanStep<PrimaryCall>,
  patience: Patience,
): Promise<Attempt<readonly string[]>> {
  const {primary} = plan
  if (primary === undefined) return done([])
  const called = await doCall({api, primary, save: log.saveCall, records: log.run.calls ?? [], patience}, step)
  if (called.ok || changesList(step)) return called
  return {ok: false, refusals: called.refusals.map(r => ({...r, next: [...r.next, `${step.title}.`]}))}
}

/**
 * Whether a run that something stands in the way of after its files is left unfinished. Files that a primary has read
 * are not given back under it; others only when it was asked for.
 */
export function staysOpen(
  {plan, rollback}: Pick<ApplyRequest, 'plan' | 'rollback'>,
  refusals: readonly Refusal[],
): boolean {
  if ((plan.stopped ?? []).length > 0) return true
  return !rollback && !refusals.some(r => r.code === 'interrupted')
}
