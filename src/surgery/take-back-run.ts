import {dirname, join} from 'node:path'
import type {Plan, PlannedStore} from '../repairs/plan.ts'
import type {EngineControl} from './containers/engine-control.ts'
import {bringBack, stopStarted, touchedContainers} from './containers/take-back-containers.ts'
import type {Disk} from './disk.ts'
import {newName, oldName} from './durable-replace.ts'
import type {LockOptions} from './flock.ts'
import type {RestoredFolder, RunRecord, StepRecord} from './ledger-records.ts'
import type {PrimaryApi} from './primary/primary-api.ts'
import {takeBackCalls} from './primary/take-back-calls.ts'
import {type Attempt, done, type Refusal, refuse} from './refusal.ts'
import {restoreFolder} from './restore-folder.ts'
import type {RunLog} from './run-log.ts'
import {lockStores, type StoreLocks} from './store-locks.ts'
import {takeBack} from './take-back.ts'

export interface TakeBackRun {
  readonly disk: Disk
  readonly log: RunLog
  readonly control: EngineControl | null
  /** For runs that called a primary; null without a key. */
  readonly api: PrimaryApi | null
  /** What was changed since is renamed instead of refused. */
  readonly force: boolean
  /** Containers that ran before run again. */
  readonly restart: boolean
  /** Taken already; else they are taken here. */
  readonly locks: StoreLocks | null
  readonly lock?: LockOptions
  /** Go on with the next step when one cannot be taken back. */
  readonly goOn: boolean
}

/** The end of a taking back: what could not be, and who opened a store meanwhile. */
export interface TakenBack {
  readonly failed: readonly Refusal[]
  readonly warnings: readonly string[]
  /** Files and folders that keep what has been written since. */
  readonly aside: readonly string[]
  /** What is left to do by hand at a primary. */
  readonly left: readonly Refusal[]
}

/**
 * Takes a run back from its last step to its first: stops what it started, calls the primary again, gives the files back under the stores'
 * locks, and the containers as they were. Every part can be repeated after a crash.
 */
export async function takeBackRun(context: TakeBackRun): Promise<TakenBack> {
  const {log, restart} = context
  const {run} = log
  const touched = touchedContainers(run.containers ?? [])
  // An engine that does not answer stands in the way only of a run that worked on its containers.
  const control = touched.length > 0 ? context.control : null
  const failing = (attempt: Attempt<unknown>): TakenBack => ({
    failed: attempt.ok ? [] : attempt.refusals,
    warnings: [],
    aside: [],
    left: [],
  })
  if (touched.length > 0 && control === null) return failing(noEngine(run))
  const stopped = control === null ? done(undefined) : await stopStarted(control, touched)
  if (!stopped.ok) return failing(stopped)
  const left = await takeBackCalls(run, context.api)
  const given = await giveFilesBackLocked(context)
  if (!given.ok) return failing(given)
  const {failed, warnings, aside} = given.value
  if (failed.length > 0 || control === null) return {failed, warnings, aside, left}
  const back = await bringBack(control, touched, restart)
  return {failed: back.ok ? [] : back.refusals, warnings, aside, left}
}

/** Where no step on files had begun, a server that was still to be stopped may hold its lock: nothing is given back. */
async function giveFilesBackLocked(context: TakeBackRun): Promise<Attempt<Omit<TakenBack, 'left'>>> {
  const {run} = context.log
  if (run.steps.length === 0) {
    context.locks?.release()
    return done({failed: [], warnings: [], aside: []})
  }
  const locked: Attempt<StoreLocks> =
    context.locks === null ? lockStores(run.plan.stores, context.lock) : done(context.locks)
  if (!locked.ok) return locked
  const locks = locked.value
  try {
    const given = await giveFilesBack(context, locks)
    return done({...given, warnings: locks.findLatecomers()})
  } finally {
    locks.release()
  }
}

async function giveFilesBack(
  {disk, log, force, goOn}: TakeBackRun,
  locks: StoreLocks,
): Promise<Omit<TakenBack, 'warnings' | 'left'>> {
  const archive = log.run.backup?.archive ?? null
  const whole = foldersToRestore(log.run)
  const failed: Refusal[] = []
  const aside: string[] = []
  if (whole.length > 0) {
    const known = log.run.restored ?? []
    const restored = whole.map(path => known.find(r => r.path === path) ?? namesFor(path))
    await log.change({restored})
    for (const folder of restored) {
      aside.push(folder.aside)
      const back = archive === null ? noBackup(folder) : await restoreFolder(disk, archive, folder)
      if (back.ok) continue
      failed.push(...back.refusals)
      if (!goOn) return {failed, aside}
    }
  }
  const opened = openedFolders(log.run)
  for (const record of log.run.steps.toReversed()) {
    if (whole.some(path => isWithin(record.path, path))) continue
    const context = {
      disk,
      archive,
      save: log.saveStep,
      beforeCommit: locks.beforeCommit,
      // A scheduler has filled a new folder where the old one was moved aside: both are kept.
      force: force || (record.effect === 'aside' && opened.includes(record.path)),
    }
    const taken = await takeBack(context, record)
    if (taken.ok && taken.value !== null) aside.push(taken.value)
    if (taken.ok) continue
    failed.push(...taken.refusals)
    if (!goOn) return {failed, aside}
  }
  return {failed, aside}
}

/** Raft folders whose files were replaced and that a scheduler was started on since: only as a whole they are of one time. */
export function foldersToRestore(run: RunRecord): readonly string[] {
  const changed = run.steps.filter(({effect}) => effect !== 'aside')
  return openedFolders(run).filter(folder => changed.some(({path}) => isWithin(path, folder)))
}

/** Raft folders of the data-dirs that this run has had opened. */
function openedFolders({plan, containers}: RunRecord): readonly string[] {
  const opened = (containers ?? []).flatMap(r => (r.keptByUndo || r.opened === null ? [] : [r.opened.dataDir]))
  return plan.stores.flatMap(store => (opened.includes(store.dataDir) ? [raftFolderOf(store)] : []))
}

const raftFolderOf = ({dataDir, raftDb}: PlannedStore): string =>
  raftDb === null ? join(dataDir, 'raft') : dirname(raftDb)

/** Whether a record lies in one of these folders, or is one that an undo forces. */
export const isGivenBackWhole = (run: RunRecord, {path, effect}: StepRecord): boolean =>
  foldersToRestore(run).some(folder => isWithin(path, folder)) ||
  (effect === 'aside' && openedFolders(run).includes(path))

const isWithin = (path: string, folder: string): boolean => path.startsWith(`${folder}/`)

const namesFor = (path: string): RestoredFolder => ({path, made: newName(path), aside: oldName(path)})

const noBackup = ({path}: RestoredFolder) => refuse('backup-damaged', path, `there is no backup of ${path}`)

export const noEngine = ({id, plan}: {readonly id: string; readonly plan: Plan}) =>
  refuse('engine-missing', id, `run ${id} works on containers, and no container engine is found here`, [
    `Bring back the one at ${plan.containers?.engine ?? ''}, then: doctor undo ${id}`,
  ])
