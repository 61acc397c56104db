import {dirname, join} from 'node:path'
import type {PlannedStore} from '../repairs/plan.ts'
import {prepareBackupFolder} from './backup-folder.ts'
import {copyLiveDb} from './copy-live-db.ts'
import {type Backup, type BackupRequest, createBackup} from './create-backup.ts'
import type {Disk} from './disk.ts'
import {newName, removeLeftover} from './durable-replace.ts'
import {type HeldLock, takeLock} from './flock.ts'
import {type Attempt, type Refusal, refusalOf} from './refusal.ts'

export interface StoresBackupRequest {
  readonly stores: readonly PlannedStore[]
  readonly folder: string
  readonly now: Date
  readonly onProgress?: BackupRequest['onProgress']
}

/** Attempts for a scheduler that makes or drops snapshots while they are read. */
const attempts = 5

/**
 * A backup on its own, of stopped or running schedulers. A stopped one is kept from starting meanwhile (shared lock);
 * of a running one raft.db is copied as of one moment first and the snapshots after it: Raft drops log entries only
 * when a snapshot holds them, so the later snapshots always reach to the earlier log. Consistent, or not at all.
 */
export async function backUpStores(disk: Disk, request: StoresBackupRequest): Promise<Attempt<Backup>> {
  const {stores, folder} = request
  const roots = stores.map(({dataDir}) => dataDir)
  const locks: HeldLock[] = []
  const copies = new Map<string, string>()
  try {
    for (const {raftDb} of stores) {
      if (raftDb === null) continue
      const attempt = takeLock(raftDb, {shared: true})
      if (attempt.state === 'held') locks.push(attempt.lock)
      else if (attempt.state !== 'absent') copies.set(raftDb, newName(join(folder, 'raft.db')))
    }
    const ready = prepareBackupFolder(disk, folder, roots)
    if (!ready.ok) return ready
    let last: Refusal | null = null
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const made = await attemptBackup(disk, request, roots, copies)
      if (made.ok) return made
      last = made.refusals[0] ?? null
      if (copies.size === 0 || !isPassing(last)) return made
    }
    return {ok: false, refusals: last === null ? [] : [last]}
  } finally {
    for (const copy of copies.values()) removeLeftover(disk, copy)
    for (const lock of locks) lock.release()
  }
}

async function attemptBackup(
  disk: Disk,
  {folder, now, onProgress}: StoresBackupRequest,
  roots: readonly string[],
  copies: ReadonlyMap<string, string>,
): Promise<Attempt<Backup>> {
  for (const [source, copy] of copies) {
    const copied = await tryCopy(disk, source, copy)
    if (!copied.ok) return copied
  }
  const scan = {copies, live: copies.size > 0}
  return createBackup(disk, {roots, folder, reason: 'request', now, scan, onProgress})
}

async function tryCopy(disk: Disk, source: string, copy: string): Promise<Attempt<void>> {
  try {
    return await copyLiveDb(disk, source, copy)
  } catch (error) {
    const {path} = error as NodeJS.ErrnoException
    return {ok: false, refusals: [refusalOf(error, path === source ? source : dirname(copy))]}
  }
}

/** Something was renamed, removed or written to between two looks at it. */
const isPassing = (refusal: Refusal | null): boolean => refusal?.code === 'backup-failed' || refusal?.code === 'missing'
