import type {Plan} from '../repairs/plan.ts'
import {checkStopped} from './check-stopped.ts'
import type {EngineControl} from './containers/engine-control.ts'
import {commandsSince} from './containers/store-progress.ts'
import {touchedContainers} from './containers/take-back-containers.ts'
import type {Disk} from './disk.ts'
import type {LockOptions} from './flock.ts'
import type {Ledger} from './ledger.ts'
import {isEnded, type RunRecord} from './ledger-records.ts'
import type {PrimaryApi} from './primary/primary-api.ts'
import {type Refusal, refusalOf, refuse} from './refusal.ts'
import {createRunLog} from './run-log.ts'
import {checkArchive} from './settle-unfinished.ts'
import {readStepState} from './step-state.ts'
import {lockStores} from './store-locks.ts'
import {foldersToRestore, isGivenBackWhole, noEngine, takeBackRun} from './take-back-run.ts'

export interface UndoRequest {
  readonly disk: Disk
  readonly ledger: Ledger
  /** Id of the run, or a beginning of it that only one run has; null = the last one that can be undone. */
  readonly run: string | null
  /** Undo although files were changed since; they are renamed, not removed. */
  readonly force: boolean
  /** For runs that worked on containers; null where there is no engine. */
  readonly control?: EngineControl | null
  /** Of an administrator at the primary that a run has called; null without a key. */
  readonly api?: (plan: Plan) => Promise<PrimaryApi | null>
  /** Start containers again that ran before; of a run that was cut off they always are. */
  readonly start?: boolean
  readonly now?: () => Date
  readonly lock?: LockOptions
}

export type UndoOutcome =
  | {
      readonly outcome: 'undone'
      readonly run: RunRecord
      readonly warnings: readonly string[]
      /** Containers that ran before the repair, and were left stopped. */
      readonly stopped: readonly string[]
      /** Files and folders that keep what had been written since. */
      readonly aside: readonly string[]
      /** What is left to do by hand at a primary. */
      readonly left: readonly Refusal[]
    }
  /** Nothing was changed. */
  | {readonly outcome: 'refused'; readonly refusals: readonly Refusal[]}
  /** Cut short by trouble; repeating it goes on where it stopped. */
  | {readonly outcome: 'hand-needed'; readonly run: RunRecord; readonly refusals: readonly Refusal[]}

/**
 * Takes a run back, step by step from the last: the tree is then byte for byte what it was, with its names, owners,
 * modes and (to a microsecond) times. A run that was cut off, or an undo that was, is taken back in the same way.
 * Containers of a finished repair are left stopped, made anew from the old file: running, they would write to the
 * files that were just given back, and have no leader all the same.
 */
export async function undoRun(request: UndoRequest): Promise<UndoOutcome> {
  const {disk, ledger, force, control = null, now = () => new Date(), lock} = request
  try {
    const run = choose(await ledger.list(), request.run)
    if ('refusals' in run) return {outcome: 'refused', refusals: run.refusals}
    const touched = touchedContainers(run.containers ?? [])
    if (touched.length > 0 && control === null) return {outcome: 'refused', refusals: noEngine(run).refusals}
    const isRunning = touched.some(t => t.started)
    // What the run has started holds the locks itself, and is stopped first, as may what it was still to stop before it
    // came to any file; otherwise nobody may.
    const locked = isRunning || run.steps.length === 0 ? null : lockStores(run.plan.stores, lock)
    if (locked !== null && !locked.ok) return {outcome: 'refused', refusals: locked.refusals}
    const locks = locked === null ? null : locked.value
    try {
      const refusals = [...(await checkStopped(run.plan)), ...checkUndo(run, force)]
      if (refusals.length > 0) return {outcome: 'refused', refusals}
      const log = createRunLog(ledger, run, now)
      const restart = request.start || (run.restart ?? !isEnded(run.state))
      await log.change({state: 'undoing', restart})
      const taken = await takeBackRun({
        disk,
        log,
        control,
        api: (await request.api?.(run.plan)) ?? null,
        force,
        restart,
        locks,
        lock,
        goOn: false,
      })
      if (taken.failed.length > 0) {
        await log.change({reason: taken.failed})
        return {outcome: 'hand-needed', run: log.run, refusals: taken.failed}
      }
      await log.change({state: 'undone', reason: taken.left})
      const stopped = restart ? [] : touched.filter(t => t.wasUp).map(t => t.ref.name)
      return {outcome: 'undone', run: log.run, warnings: taken.warnings, stopped, aside: taken.aside, left: taken.left}
    } finally {
      locks?.release()
    }
  } catch (error) {
    return {outcome: 'refused', refusals: [refusalOf(error, request.run ?? 'the last run')]}
  }
}

/** `rolled-back`, `refused` and `undone` runs have left nothing to take back. */
const canBeUndone = ({state}: RunRecord): boolean =>
  state !== 'rolled-back' && state !== 'refused' && state !== 'undone'

function choose(
  runs: readonly RunRecord[],
  wanted: string | null,
): RunRecord | {readonly refusals: readonly Refusal[]} {
  const matching = wanted === null ? runs.filter(canBeUndone).slice(0, 1) : runs.filter(({id}) => id.startsWith(wanted))
  const [run] = matching
  const list = ['List the runs: doctor history']
  if (run === undefined)
    return refuse(
      'run-unknown',
      wanted ?? '',
      wanted === null ? 'there is no run to undo' : `there is no run ${wanted}`,
      list,
    )
  if (matching.length > 1)
    return refuse('run-unknown', wanted ?? '', `${matching.length} runs begin with ${wanted}`, list)
  if (canBeUndone(run)) return run
  return refuse('run-unknown', run.id, `run ${run.id} has left nothing to undo: it is ${run.state}`, list)
}

/** Everything that can be known to stand in the way, before the first step is taken back. */
function checkUndo(run: RunRecord, force: boolean): readonly Refusal[] {
  const single = run.steps.filter(record => !isGivenBackWhole(run, record))
  const states = single.map(record => ({record, state: readStepState(record)}))
  const changed = force ? [] : states.filter(({state}) => state === 'changed')
  if (changed.length > 0) {
    return changed.flatMap(
      ({record: {path}}) =>
        refuse('changed-since', path, `${path} is no longer what the repair left`, [
          `If what came after may go: doctor undo ${run.id} --force (it is renamed, not removed)`,
        ]).refusals,
    )
  }
  const written = force || run.state === 'undoing' ? [] : writtenSince(run)
  if (written.length > 0) return written
  const whole = foldersToRestore(run).length > 0
  const needed = whole || states.some(({record, state}) => record.effect === 'replace' && state !== 'old')
  if (!needed) return []
  const wrong = run.backup === null ? 'there is none' : checkArchive(run.backup)
  if (wrong === null) return []
  return refuse('backup-damaged', run.backup?.archive ?? run.id, `the backup of run ${run.id}: ${wrong}`).refusals
}

/** A store that goes back to the backup loses every job and execution that came since the server was started. */
function writtenSince(run: RunRecord): readonly Refusal[] {
  const folders = foldersToRestore(run)
  return (run.containers ?? []).flatMap(({opened}) => {
    if (opened === null || !folders.some(f => f.startsWith(`${opened.dataDir}/`))) return []
    const commands = commandsSince(opened.dataDir, BigInt(opened.lastIndex))
    if (commands === 0) return []
    const what = commands === null ? 'more than can be told' : `${commands} change${commands === 1 ? '' : 's'}`
    const message = `the scheduler has stored ${what} in ${opened.dataDir} since the repair (jobs, executions): an undo goes back before them`
    return refuse('changed-since', opened.dataDir, message, [
      `If they may go: doctor undo ${run.id} --force (they are kept beside it, under another name)`,
    ]).refusals
  })
}
