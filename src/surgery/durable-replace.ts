import {randomBytes} from 'node:crypto'
import {lstatSync} from 'node:fs'
import {basename, dirname, join} from 'node:path'
import type {Disk} from './disk.ts'
import {type Attempt, done, refusalOf, refuse} from './refusal.ts'

/** Owner and permission bits a file shall have. */
export interface Ownership {
  readonly uid: number
  readonly gid: number
  readonly mode: number
}

/** Writes bytes at a position of the new file. */
export type WriteAt = (offset: number, bytes: Uint8Array) => void

export interface NewFile {
  /** Where it is made: beside its final place, a name from `newName`. */
  readonly temporary: string
  readonly ownership: Ownership
  /** Modification time to set, nanoseconds since 1970; null = now. */
  readonly time: bigint | null
  readonly fill: (write: WriteAt) => Attempt<void> | Promise<Attempt<void>>
  /** Reads the finished file again; what is wrong with it, or null. */
  readonly verify: (path: string) => string | null
}

/** A name beside `path` that nothing else uses and that says who made it: `raft.db.doctor-new-<16 hex digits>`. */
export const newName = (path: string): string => beside(path, 'new')
/** The name something gets that is put out of the way: `raft.doctor-old-<16 hex digits>`. */
export const oldName = (path: string): string => beside(path, 'old')

const beside = (path: string, word: string): string =>
  join(dirname(path), `${basename(path)}.doctor-${word}-${randomBytes(8).toString('hex')}`)

/**
 * Makes a file ready to take another's place: created anew (O_EXCL), given its owner and mode before any content (a
 * scheduler of another user could not open it otherwise), filled, synced, closed and verified. On any trouble the
 * file is removed again and the trouble returned.
 */
export async function prepareFile(disk: Disk, file: NewFile): Promise<Attempt<void>> {
  const {temporary} = file
  let fd: number | null = null
  let created = false
  try {
    const open = disk.createFile(temporary, 0o600)
    fd = open
    created = true
    let result = giveOwnership(disk, open, temporary, file.ownership)
    if (result.ok) result = await file.fill((offset, bytes) => disk.write(open, bytes, offset))
    if (result.ok) {
      if (file.time !== null) disk.setTime(open, file.time)
      disk.sync(open)
    }
    fd = null
    disk.close(open)
    const wrong = result.ok ? file.verify(temporary) : null
    if (wrong !== null) result = refuse('damaged-store', temporary, `the new file is not right: ${wrong}`)
    if (!result.ok) discard(disk, temporary)
    return result
  } catch (error) {
    if (created) discard(disk, temporary, fd)
    return {ok: false, refusals: [refusalOf(error, temporary)]}
  }
}

/** Puts a prepared file in its place, whatever stands there, and makes the name last. */
export function commitFile(disk: Disk, temporary: string, path: string): void {
  disk.rename(temporary, path)
  disk.syncFolder(dirname(path))
}

/** Moves a file or a folder to another name in the same folder, where nothing may stand, and makes it last. */
export function renameDurably(disk: Disk, from: string, to: string): void {
  if (lstatSync(to, {throwIfNoEntry: false}) !== undefined) {
    throw Object.assign(new RangeError(`${to} already exists`), {code: 'EEXIST'})
  }
  disk.rename(from, to)
  disk.syncFolder(dirname(from))
}

/** Removes what a run before left unfinished under a name it had written down; nothing when it is gone. */
export function removeLeftover(disk: Disk, temporary: string): void {
  if (lstatSync(temporary, {throwIfNoEntry: false}) !== undefined) disk.removeFile(temporary)
}

function giveOwnership(disk: Disk, fd: number, path: string, {uid, gid, mode}: Ownership): Attempt<void> {
  const made = lstatSync(path)
  try {
    if (made.uid !== uid || made.gid !== gid) disk.setOwner(fd, uid, gid)
    if ((made.mode & 0o7777) !== mode) disk.setMode(fd, mode)
    return done(undefined)
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    if (code !== 'EPERM' && code !== 'EACCES' && code !== 'EINVAL') throw error
    return refuse('foreign-owner', path, `it cannot be given to its owner ${uid}:${gid}: ${code}`, [
      'Run it again as root, or as the owner of the files.',
    ])
  }
}

/** Removes an unfinished file, whatever comes of it: the trouble before it is what the operator has to hear of. */
export function discard(disk: Disk, path: string, fd: number | null = null): void {
  try {
    if (fd !== null) disk.close(fd)
    removeLeftover(disk, path)
  } catch {
    // Its name is in the ledger, or shows what made it: the next run or the undo removes it.
  }
}
