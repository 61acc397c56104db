import type {Disk} from './disk.ts'
import type {LockOptions} from './flock.ts'
import type {Ledger} from './ledger.ts'
import type {RunRecord} from './ledger-records.ts'
import {type Refusal, refusalOf, refuse} from './refusal.ts'
import {createRunLog} from './run-log.ts'
import {checkArchive} from './settle-unfinished.ts'
import {readStepState} from './step-state.ts'
import {lockStores, type StoreLocks} from './store-locks.ts'
import {takeBack} from './take-back.ts'

export interface UndoRequest {
  readonly disk: Disk
  readonly ledger: Ledger
  /** Id of the run, or a beginning of it that only one run has; null = the last one that can be undone. */
  readonly run: string | null
  /** Undo although files were changed since; they are renamed, not removed. */
  readonly force: boolean
  readonly now?: () => Date
  readonly lock?: LockOptions
}

export type UndoOutcome =
  | {readonly outcome: 'undone'; readonly run: RunRecord; readonly warnings: readonly string[]}
  /** Nothing was changed. */
  | {readonly outcome: 'refused'; readonly refusals: readonly Refusal[]}
  /** Cut short by trouble; repeating it goes on where it stopped. */
  | {readonly outcome: 'hand-needed'; readonly run: RunRecord; readonly refusals: readonly Refusal[]}

/**
 * Takes a run back, step by step from the last: the tree is then byte for byte what it was, with its names, owners,
 * modes and (to a microsecond) times. A run that was cut off, or an undo that was, is taken back in the same way.
 */
export async function undoRun(request: UndoRequest): Promise<UndoOutcome> {
  const {disk, ledger, force, now = () => new Date()} = request
  let locks: StoreLocks | null = null
  try {
    const run = choose(await ledger.list(), request.run)
    if ('refusals' in run) return {outcome: 'refused', refusals: run.refusals}
    const locked = lockStores(run.plan.stores, request.lock)
    if (!locked.ok) return {outcome: 'refused', refusals: locked.refusals}
    locks = locked.value
    const refusals = checkUndo(run, force)
    if (refusals.length > 0) return {outcome: 'refused', refusals}

    const log = createRunLog(ledger, run, now)
    await log.change({state: 'undoing'})
    const context = {
      disk,
      save: log.saveStep,
      archive: run.backup?.archive ?? null,
      force,
      beforeCommit: locks.beforeCommit,
    }
    for (const record of run.steps.toReversed()) {
      const taken = await takeBack(context, record)
      if (taken.ok) continue
      await log.change({reason: taken.refusals})
      return {outcome: 'hand-needed', run: log.run, refusals: taken.refusals}
    }
    await log.change({state: 'undone', reason: []})
    return {outcome: 'undone', run: log.run, warnings: locks.findLatecomers()}
  } catch (error) {
    return {outcome: 'refused', refusals: [refusalOf(error, request.run ?? 'the last run')]}
  } finally {
    locks?.release()
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
  const states = run.steps.map(record => ({record, state: readStepState(record)}))
  const changed = force ? [] : states.filter(({state}) => state === 'changed')
  if (changed.length > 0) {
    return changed.flatMap(
      ({record: {path}}) =>
        refuse('changed-since', path, `${path} is no longer what the repair left`, [
          `If what came after may go: doctor undo ${run.id} --force (it is renamed, not removed)`,
        ]).refusals,
    )
  }
  const needed = states.some(({record, state}) => record.effect === 'replace' && state !== 'old')
  if (!needed) return []
  const wrong = run.backup === null ? 'there is none' : checkArchive(run.backup)
  if (wrong === null) return []
  return refuse('backup-damaged', run.backup?.archive ?? run.id, `the backup of run ${run.id}: ${wrong}`).refusals
}
