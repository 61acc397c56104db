import {lstatSync} from 'node:fs'
import {type ExitCode, exitCodes} from '../exit-codes.ts'
import type {Plan, PlanStep} from '../repairs/plan.ts'
import {checkInputs} from './check-inputs.ts'
import {checkPaths} from './check-paths.ts'
import {checkRewrite, checkRoom} from './check-stores.ts'
import {createBackup} from './create-backup.ts'
import {describeStep} from './describe-step.ts'
import type {Disk} from './disk.ts'
import {doStep} from './do-step.ts'
import {removeLeftover} from './durable-replace.ts'
import type {LockOptions} from './flock.ts'
import type {Ledger} from './ledger.ts'
import type {RunRecord, StepRecord} from './ledger-records.ts'
import {type Attempt, done, isSystemError, type Refusal, refusalOf, refuse} from './refusal.ts'
import {createRunLog, newRun, type RunLog} from './run-log.ts'
import {settleUnfinished} from './settle-unfinished.ts'
import {readStepState} from './step-state.ts'
import {lockStores, type StoreLocks} from './store-locks.ts'
import {takeBack} from './take-back.ts'

export interface ApplyRequest {
  readonly plan: Plan
  readonly disk: Disk
  readonly ledger: Ledger
  /** Folder for the backup; made when missing. */
  readonly backupFolder: string
  readonly now?: () => Date
  readonly lock?: LockOptions
  /** Ends the run before the next step; what was done is taken back. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: ApplyProgress) => void
}

export interface ApplyProgress {
  /** `backup`, or the id of the step. */
  readonly doing: string
  readonly doneBytes: number
  readonly ofBytes: number
}

export type ApplyOutcome =
  | {readonly outcome: 'applied'; readonly run: RunRecord; readonly warnings: readonly string[]}
  /** Nothing was changed. */
  | {readonly outcome: 'refused'; readonly refusals: readonly Refusal[]}
  /** A step failed; everything is as it was before. */
  | {readonly outcome: 'rolled-back'; readonly run: RunRecord; readonly refusals: readonly Refusal[]}
  /** A step failed and not everything could be taken back. */
  | {readonly outcome: 'hand-needed'; readonly run: RunRecord; readonly refusals: readonly Refusal[]}

export const exitCodeOf = ({outcome}: Pick<ApplyOutcome, 'outcome'>): ExitCode =>
  ({
    applied: exitCodes.ok,
    refused: exitCodes.refused,
    'rolled-back': exitCodes.rolledBack,
    'hand-needed': exitCodes.handNeeded,
  })[outcome]

/**
 * Runs a plan: looks at everything first, locks the stores, backs up, does step after step with each written to the
 * ledger before, and takes back what was done when one fails. A run of the same plan that was cut off is finished.
 * The caller opens and closes the ledger.
 */
export async function applyPlan(request: ApplyRequest): Promise<ApplyOutcome> {
  const {plan, disk, ledger, now = () => new Date()} = request
  let locks: StoreLocks | null = null
  let log: RunLog | null = null
  try {
    const refused = plan.refusals.flatMap(reason => refuse('plan-refused', plan.id, reason).refusals)
    if (refused.length > 0) return {outcome: 'refused', refusals: refused}
    const settled = await settleUnfinished({disk, ledger, now}, plan)
    if (!settled.ok) return {outcome: 'refused', refusals: settled.refusals}
    const resumed = settled.value
    const steps = stepsLeft(plan, resumed)
    const misplaced = checkPaths({stores: storesLeft(plan, resumed), steps})
    if (misplaced.length > 0) return {outcome: 'refused', refusals: misplaced}
    const locked = lockStores(plan.stores, request.lock)
    if (!locked.ok) return {outcome: 'refused', refusals: locked.refusals}
    locks = locked.value
    const unfit = checkBeforehand(request, steps, resumed)
    if (unfit.length > 0) return {outcome: 'refused', refusals: unfit}

    log = createRunLog(ledger, resumed ?? newRun(plan, now()), now)
    const ready = resumed === null ? await backUp(request, log) : done(undefined)
    if (!ready.ok) return {outcome: 'refused', refusals: ready.refusals}
    for (const step of steps) {
      const result = await runStep(request, locks, log, step)
      if (!result.ok) return await rollBack(request, locks, log, result.refusals)
    }
    await log.change({state: 'applied'})
    return {outcome: 'applied', run: log.run, warnings: locks.findLatecomers()}
  } catch (error) {
    if (log === null || locks === null || log.run.state === 'begun') {
      return {outcome: 'refused', refusals: [refusalOf(error, plan.id)]}
    }
    const isOurs = !isSystemError(error)
    const refusals = isOurs
      ? refuse('interrupted', plan.id, `a defect of doctor: ${error}`).refusals
      : [refusalOf(error, plan.id)]
    const outcome = await rollBack(request, locks, log, refusals)
    if (isOurs) throw error
    return outcome
  } finally {
    locks?.release()
  }
}

function stepsLeft(plan: Plan, resumed: RunRecord | null): readonly PlanStep[] {
  const finished = (resumed?.steps ?? []).filter(record => readStepState(record) === 'new').map(({id}) => id)
  return plan.steps.filter(({id}) => !finished.includes(id))
}

/** Of a run that was cut off, a data-dir may have been moved aside already. */
const storesLeft = ({stores}: Plan, resumed: RunRecord | null): Plan['stores'] =>
  resumed === null ? stores : stores.filter(({dataDir}) => lstatSync(dataDir, {throwIfNoEntry: false}))

function checkBeforehand(
  request: ApplyRequest,
  steps: readonly PlanStep[],
  resumed: RunRecord | null,
): readonly Refusal[] {
  const {plan, backupFolder} = request
  const refusals = checkInputs(plan, resumed?.steps ?? [])
  if (refusals.length > 0) return refusals
  const unsound = steps.flatMap(({action}) => (action.kind === 'rewrite-raft-db' ? checkRewrite(action) : []))
  if (unsound.length > 0) return unsound
  return checkRoom({...plan, steps}, resumed === null ? backupRoots(plan) : [], backupFolder)
}

/** Every data-dir whole, and each file touched that lies in none. */
function backupRoots({stores, steps}: Plan): readonly string[] {
  const folders = stores.map(({dataDir}) => dataDir)
  const isInside = (path: string) => folders.some(folder => path === folder || path.startsWith(`${folder}/`))
  const others = steps
    .map(({action}) => action.path)
    .filter(path => !isInside(path) && lstatSync(path, {throwIfNoEntry: false}))
  return [...folders, ...others]
}

async function backUp(request: ApplyRequest, log: RunLog): Promise<Attempt<void>> {
  const {plan, disk, backupFolder: folder, now = () => new Date(), onProgress} = request
  await log.change({state: 'begun'})
  const roots = backupRoots(plan)
  if (roots.length > 0) {
    const made = await createBackup(disk, {
      roots,
      folder,
      reason: 'repair',
      now: now(),
      onProgress: (doneBytes, ofBytes) => onProgress?.({doing: 'backup', doneBytes, ofBytes}),
    })
    if (!made.ok) {
      await log.change({state: 'refused', reason: made.refusals})
      return made
    }
    const {archive, sha256} = made.value
    await log.change({backup: {archive, sha256}})
  }
  await log.change({state: 'backed-up'})
  return done(undefined)
}

async function runStep(request: ApplyRequest, locks: StoreLocks, log: RunLog, step: PlanStep): Promise<Attempt<void>> {
  const {plan, disk, signal, onProgress} = request
  if (signal?.aborted) return refuse('interrupted', step.id, 'interrupted')
  const earlier = log.run.steps.find(({id}) => id === step.id)
  const record = earlier ? describeAgain(disk, step, earlier) : describeStep(step)
  const changed = changedSincePlan(plan, record)
  if (changed !== null) return changed
  await log.saveStep(record)
  const context = {
    disk,
    save: log.saveStep,
    beforeCommit: locks.beforeCommit,
    onProgress: (doneBytes: number, ofBytes: number) => onProgress?.({doing: step.id, doneBytes, ofBytes}),
  }
  const result = await doStep(context, step, record)
  return result.ok ? done(undefined) : result
}

/** No lock keeps an editor off a compose file: it is looked at once more right before it is replaced. */
function changedSincePlan({inputs}: Plan, {path, before}: StepRecord) {
  const input = inputs.find(known => known.path === path)
  const found = before.kind === 'file' ? before.sha256 : before.kind
  if (input === undefined || input.sha256 === found) return null
  return refuse('inputs-changed', path, `${path} was changed meanwhile`, ['Make a new plan: run the repair again.'])
}

/** A step that was cut off before it took effect: what it left is removed, and the times to give back stay the first. */
function describeAgain(disk: Disk, step: PlanStep, earlier: StepRecord): StepRecord {
  if (earlier.effect !== 'aside') removeLeftover(disk, earlier.other)
  return {...describeStep(step), times: earlier.times}
}

async function rollBack(
  {disk}: ApplyRequest,
  locks: StoreLocks,
  log: RunLog,
  refusals: readonly Refusal[],
): Promise<ApplyOutcome> {
  // The ledger may be what has failed: what was done is taken back all the same.
  const quietly = (written: Promise<void>): Promise<void> => written.catch(() => {})
  await quietly(log.change({state: 'undoing', reason: refusals}))
  const archive = log.run.backup?.archive ?? null
  const failed: Refusal[] = []
  for (const record of log.run.steps.toReversed()) {
    const save = (changed: typeof record) => quietly(log.saveStep(changed))
    const taken = await takeBack({disk, save, archive, force: false, beforeCommit: locks.beforeCommit}, record)
    if (!taken.ok) failed.push(...taken.refusals)
  }
  const all = [...refusals, ...failed]
  const outcome = failed.length === 0 ? 'rolled-back' : 'hand-needed'
  await quietly(log.change({state: outcome, reason: all}))
  return {outcome, run: log.run, refusals: all}
}
