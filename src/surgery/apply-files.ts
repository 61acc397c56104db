import {lstatSync} from 'node:fs'
import type {FileAction, Plan, PlanStep} from '../repairs/plan.ts'
import {partsOf} from '../repairs/plan-steps.ts'
import type {ApplyRequest} from './apply-request.ts'
import {checkInputs} from './check-inputs.ts'
import {checkRewrite, checkRoom} from './check-stores.ts'
import {createBackup} from './create-backup.ts'
import {describeStep} from './describe-step.ts'
import type {Disk} from './disk.ts'
import {doStep} from './do-step.ts'
import {removeLeftover} from './durable-replace.ts'
import type {RunRecord, StepRecord} from './ledger-records.ts'
import {type Attempt, done, type Refusal, refuse} from './refusal.ts'
import type {RunLog} from './run-log.ts'
import {readStepState} from './step-state.ts'
import type {StoreLocks} from './store-locks.ts'

/** File steps that a run which was cut off has not done yet. */
export function filesLeft(plan: Plan, resumed: RunRecord | null): readonly PlanStep<FileAction>[] {
  const finished = (resumed?.steps ?? []).filter(record => readStepState(record) === 'new').map(({id}) => id)
  return partsOf(plan).files.filter(({id}) => !finished.includes(id))
}

/** Of a run that was cut off, a data-dir may have been moved aside already. */
export const storesLeft = ({stores}: Plan, resumed: RunRecord | null): Plan['stores'] =>
  resumed === null ? stores : stores.filter(({dataDir}) => lstatSync(dataDir, {throwIfNoEntry: false}))

/** Inputs and room; and, once nothing has the stores open (`locked`), whether they can be rewritten as planned. */
export function checkBeforehand(
  {plan, backupFolder}: ApplyRequest,
  steps: readonly PlanStep<FileAction>[],
  resumed: RunRecord | null,
  locked: boolean,
): readonly Refusal[] {
  const refusals = checkInputs(plan, resumed?.steps ?? [])
  if (refusals.length > 0) return refusals
  const rewrites = locked ? steps : []
  const unsound = rewrites.flatMap(({action}) => (action.kind === 'rewrite-raft-db' ? checkRewrite(plan, action) : []))
  if (unsound.length > 0) return unsound
  return checkRoom({...plan, steps}, hasBackup(resumed) ? [] : backupRoots(plan), backupFolder)
}

export const hasBackup = (resumed: RunRecord | null): boolean => resumed !== null && resumed.state !== 'begun'

/** Every data-dir whole, and each file touched that lies in none. */
function backupRoots(plan: Plan): readonly string[] {
  const folders = plan.stores.map(({dataDir}) => dataDir)
  const isInside = (path: string) => folders.some(folder => path === folder || path.startsWith(`${folder}/`))
  const others = partsOf(plan)
    .files.map(({action}) => action.path)
    .filter(path => !isInside(path) && lstatSync(path, {throwIfNoEntry: false}))
  return [...folders, ...others]
}

export async function backUp(request: ApplyRequest, log: RunLog): Promise<Attempt<void>> {
  const {plan, disk, backupFolder: folder, now = () => new Date(), onProgress} = request
  const roots = backupRoots(plan)
  if (roots.length > 0) {
    const made = await createBackup(disk, {
      roots,
      folder,
      reason: 'repair',
      now: now(),
      onProgress: (doneBytes, ofBytes) => onProgress?.({doing: 'backup', doneBytes, ofBytes}),
    })
    if (!made.ok) return made
    const {archive, sha256} = made.value
    await log.change({backup: {archive, sha256}})
  }
  await log.change({state: 'backed-up'})
  return done(undefined)
}

export async function runFileStep(
  {plan, disk, onProgress}: ApplyRequest,
  locks: StoreLocks,
  log: RunLog,
  step: PlanStep<FileAction>,
): Promise<Attempt<void>> {
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
  if (input === undefined || input.sha256 === found || input.sha256 === 'in-use') return null
  return refuse('inputs-changed', path, `${path} was changed meanwhile`, ['Make a new plan: run the repair again.'])
}

/** A step that was cut off before it took effect: what it left is removed, and the times to give back stay the first. */
function describeAgain(disk: Disk, step: PlanStep<FileAction>, earlier: StepRecord): StepRecord {
  if (earlier.effect !== 'aside') removeLeftover(disk, earlier.other)
  return {...describeStep(step), times: earlier.times}
}
