import type {Stats} from 'node:fs'
import {statSync} from 'node:fs'
import type {RaftDbFile} from '../../case/case.ts'
import type {Read} from '../../case/read.ts'
import {absent, read, unreadable} from '../../case/read.ts'
import {ToolError} from '../../errors.ts'
import {startIntegrityCheck} from '../../formats/bolt/check-integrity.ts'
import {damageOf} from '../../formats/bolt/damage.ts'
import {measureSpace} from '../../formats/bolt/measure-space.ts'
import {openBolt} from '../../formats/bolt/open-bolt.ts'
import {pinPages} from '../../formats/bolt/pin-pages.ts'
import type {BoltFile, Damage} from '../../formats/bolt/types.ts'
import type {RaftStore} from '../../formats/raft/types.ts'
import type {FileBytes} from '../file-bytes.ts'
import {openFileBytes} from '../file-bytes.ts'

export interface ReadRaftDbOptions {
  /** Run the full integrity check. */
  readonly check: boolean
  /** Reads what Raft keeps in the file. */
  readonly readStore: (file: BoltFile) => RaftStore
  /** Bytes checked so far, of the size of the file. */
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void
}

/** Milliseconds before each further attempt. */
const delays = [50, 100, 200, 400, 800]

/**
 * Reads one raft.db without writing, creating or locking anything; the scheduler may be running.
 *
 * Bolt never overwrites a page of transaction N before transaction N+2, and what N+1 frees is known beforehand: those
 * pages are copied first (`pinPages`), between two looks at the metas. If the metas are the same after all was read,
 * the reading is of one moment. If they moved on, it still is when nothing in it is damaged, since a page taken over
 * by a later transaction shows as one of wrong type or with keys of another place. Otherwise it is read again; damage
 * that stands still between two attempts is the file's own.
 *
 * `absent` when there is no such file; `unreadable` for a folder, a device, a file without permission. A file that
 * holds no usable store (0 bytes, too short, both metas invalid) is `read`, with `store` null and its damage.
 * @throws ToolError STORE_BUSY when the scheduler wrote faster than the file could be read, five times over.
 */
export function readRaftDb(path: string, relativeName: string, options: ReadRaftDbOptions): Read<RaftDbFile> {
  try {
    const stats = statSync(path)
    if (!stats.isFile()) return unreadable(path, `${kindOf(stats)}, not a file`)
    return read(readUntilConsistent(path, relativeName, stats, options))
  } catch (error) {
    if (error instanceof ToolError) throw error
    const {code, message} = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    if (code === 'ENOENT' || code === 'ENOTDIR') return absent(path)
    return unreadable(path, code === 'EACCES' || code === 'EPERM' ? `permission denied (${code})` : message)
  }
}

function readUntilConsistent(path: string, file: string, stats: Stats, options: ReadRaftDbOptions): RaftDbFile {
  const ownership = {uid: stats.uid, gid: stats.gid, mode: stats.mode & 0o777}
  let before: string | null = null
  for (let retries = 0; ; retries++) {
    const attempt = attemptToRead(path, options)
    if (attempt !== null) {
      const {moved, ...facts} = attempt
      const errors = JSON.stringify(facts.damage.filter(d => d.severity === 'error').map(d => [d.code, d.page]))
      if (!moved || errors === '[]' || errors === before) {
        return {file, ownership, checked: options.check, retries, ...facts}
      }
      before = errors
    }
    const delay = delays[retries]
    if (delay === undefined) break
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, delay)
  }
  throw new ToolError('STORE_BUSY', `${path} is being written to faster than it can be read`, {
    next: [
      'Run again: a scheduler without a leader writes little.',
      'Or stop the scheduler first (a plain copy of the file of a running one is not to be trusted either).',
      'Or read a snapshot of the file system (LVM, ZFS, btrfs, cloud disk), which is always consistent.',
    ],
  })
}

/** One reading; null when the metas moved on before the volatile pages were copied. */
function attemptToRead(path: string, {check, readStore, onProgress}: ReadRaftDbOptions) {
  const bytes = openFileBytes(path)
  try {
    const found = openBolt(bytes)
    const source = pinPages(found)
    if (metasMoved(path, found)) return null
    const bolt: BoltFile = {...found, bytes: source}
    const {size} = bytes
    const progress = onProgress && ((done: number) => onProgress(Math.min(done, size), size))
    const integrity = check ? startIntegrityCheck(bolt, {onProgress: progress}) : null
    const {metas, meta, pageSize} = bolt
    const store = meta === null ? null : readStore(integrity?.file ?? bolt)
    const known = integrity?.finish().damage ?? bolt.damage
    const damage = [...withOther(known, store?.damage ?? []), ...damageOfFailures(bytes)]
    return {size, metas, meta, pageSize, space: measureSpace(bolt), damage, store, moved: metasMoved(path, found)}
  } finally {
    bytes.close()
  }
}

/** Looks at the metas afresh: another transaction, another length of validity, another file under the name. */
function metasMoved(path: string, then: BoltFile): boolean {
  const bytes = openFileBytes(path)
  try {
    const now = openBolt(bytes)
    const same = ([0, 1] as const).every(page => {
      const [a, b] = [then.metas[page], now.metas[page]]
      return a?.txid === b?.txid && a?.valid === b?.valid && a?.root === b?.root && a?.highWater === b?.highWater
    })
    return !same
  } finally {
    bytes.close()
  }
}

/** The full check finds all that a reader of the entries finds; only other kinds are added to it. */
function withOther(known: readonly Damage[], found: readonly Damage[]): Damage[] {
  const codes = new Set(known.map(d => d.code))
  return [...known, ...found.filter(d => !codes.has(d.code))]
}

const damageOfFailures = (bytes: FileBytes): Damage[] =>
  bytes.failures.map(({offset, length, code}) =>
    damageOf('read-failed', null, `${length} bytes at offset ${offset} could not be read (${code})`),
  )

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a directory'
  if (stats.isFIFO()) return 'a named pipe'
  if (stats.isSocket()) return 'a socket'
  return 'a device'
}
