import {dirname} from 'node:path'
import type {Disk} from './disk.ts'
import {commitFile, newName, oldName, prepareFile, removeLeftover, renameDurably} from './durable-replace.ts'
import {extractFile} from './extract-file.ts'
import {readImprint, sameImprint} from './imprint.ts'
import type {StepRecord} from './ledger-records.ts'
import {type Attempt, done, refusalOf, refuse} from './refusal.ts'
import {readStepState} from './step-state.ts'

export interface TakeBackContext {
  readonly disk: Disk
  readonly save: (record: StepRecord) => Promise<void>
  readonly beforeCommit: (temporary: string, path: string) => Attempt<void>
  /** The run's backup; null when the run ended before it had one. */
  readonly archive: string | null
  /** Put what has been changed since out of the way, under another name, instead of refusing. */
  readonly force: boolean
}

/**
 * Takes one step back, as far as it was done, and removes what it left unfinished. Told by what is on the disk, so it
 * can be repeated after a crash. What somebody has changed since is never destroyed: refused, or (force) renamed; the
 * new name then, else null.
 */
export async function takeBack(context: TakeBackContext, record: StepRecord): Promise<Attempt<string | null>> {
  const {disk} = context
  try {
    if (record.effect !== 'aside') removeLeftover(disk, record.other)
    if (record.undoName !== null) removeLeftover(disk, record.undoName)
    const state = readStepState(record)
    let kept: string | null = null
    if (state !== 'old') {
      const taken = state === 'new' ? await reverse(context, record) : await reverseChanged(context, record)
      if (!taken.ok) return taken
      kept = taken.value ?? null
    }
    disk.setFolderTime(dirname(record.path), BigInt(record.times.folder))
    return done(kept)
  } catch (error) {
    return {ok: false, refusals: [refusalOf(error, record.path)]}
  }
}

async function reverse(context: TakeBackContext, record: StepRecord): Promise<Attempt<void>> {
  const {disk} = context
  const {effect, path, other} = record
  if (effect === 'replace') return restore(context, record)
  if (effect === 'aside') renameDurably(disk, other, path)
  else {
    // It is what the step wrote, hash for hash: nothing of anybody else's is lost with it.
    disk.removeFile(path)
    disk.syncFolder(dirname(path))
  }
  return done(undefined)
}

async function reverseChanged(context: TakeBackContext, record: StepRecord): Promise<Attempt<string | null>> {
  const {disk, force} = context
  const {effect, path, other} = record
  if (!force) {
    return refuse('changed-since', path, `${path} is no longer what the repair left`, [
      'If what came after may go, repeat the undo with --force: it is renamed, not removed.',
    ])
  }
  if (effect === 'aside' && readImprint(other).kind === 'absent') {
    return refuse('missing', other, `${other}, where ${path} was put, is gone`, [
      'Restore the backup to an empty folder and take it from there.',
    ])
  }
  const kept = readImprint(path).kind === 'absent' ? null : oldName(path)
  if (kept !== null) renameDurably(disk, path, kept)
  if (effect === 'replace') {
    const restored = await restore(context, record)
    return restored.ok ? done(kept) : restored
  }
  if (effect === 'aside') renameDurably(disk, other, path)
  return done(kept)
}

/** Puts the file of the backup in its place again, with its owner, mode and time. */
async function restore(context: TakeBackContext, record: StepRecord): Promise<Attempt<void>> {
  const {disk, save, archive, beforeCommit} = context
  const {path, before, times} = record
  if (archive === null || before.kind !== 'file') {
    return refuse('backup-damaged', path, `there is no backup of ${path}`)
  }
  const undoName = newName(path)
  await save({...record, undoName})
  const prepared = await prepareFile(disk, {
    temporary: undoName,
    ownership: before,
    time: times.own === null ? null : BigInt(times.own),
    fill: async write => {
      const wrong = await extractFile(archive, path, write)
      return wrong === null ? done(undefined) : refuse('backup-damaged', archive, `${archive}: ${wrong}`)
    },
    verify: made => (sameImprint(readImprint(made), before) ? null : 'it is not what stood there before'),
  })
  if (!prepared.ok) return prepared
  const allowed = beforeCommit(undoName, path)
  if (!allowed.ok) {
    removeLeftover(disk, undoName)
    return allowed
  }
  commitFile(disk, undoName, path)
  return done(undefined)
}
