import {checkIntegrity} from '../formats/bolt/check-integrity.ts'
import {listBuckets} from '../formats/bolt/list-buckets.ts'
import {openBolt} from '../formats/bolt/open-bolt.ts'
import type {BoltFile, Damage, MetaPage} from '../formats/bolt/types.ts'
import {readRaftStore} from '../formats/raft/read-raft-store.ts'
import type {RaftStore} from '../formats/raft/types.ts'
import type {FileBytes} from '../sources/file-bytes.ts'
import {type Attempt, done, refuse} from './refusal.ts'

/** A store found sound enough to be copied whole. */
export interface SoundStore {
  readonly file: BoltFile & {readonly pageSize: number; readonly meta: MetaPage}
  readonly store: RaftStore
  readonly buckets: readonly {readonly name: string; readonly sequence: bigint}[]
  /** Damage that a copy leaves behind: of the freelist, of the spare meta, leaks. */
  readonly leftBehind: readonly Damage[]
}

/** Damage of the list of free pages only: nothing of it is copied, so rewriting is the cure. */
const cured = new Set(['freelist-page', 'freelist-count', 'freelist-duplicate', 'freelist-order', 'freelist-range'])

/**
 * The full check before a store is copied: a copy of a damaged tree would make the loss final and look sound.
 * `path` only names the file in messages; `bytes` may be of a file or of a buffer.
 */
export function examineStore(
  path: string,
  bytes: Pick<FileBytes, 'size' | 'read'> & Partial<Pick<FileBytes, 'failures'>>,
): Attempt<SoundStore> {
  const file = openBolt(bytes)
  const {pageSize, meta} = file
  const {damage} = checkIntegrity(file)
  const blocking = damage.filter(({severity, code}) => severity === 'error' && !cured.has(code))
  const store = readRaftStore(file)
  blocking.push(...store.damage.filter(found => found.severity === 'error' && !damage.some(d => d.code === found.code)))
  const buckets = listBuckets(file)
  if (blocking.length > 0 || meta === null || pageSize === null) {
    return refuse('damaged-store', path, `${path} is damaged: ${listDamage(blocking)}`, [
      'Restore it from a backup, or let this server rejoin with an empty data-dir while others hold a quorum.',
    ])
  }
  const failures = bytes.failures ?? []
  if (failures.length > 0)
    return refuse('damaged-store', path, `${path} could not be read in full: ${failures[0]?.code}`)
  const leftBehind = damage.filter(found => !blocking.includes(found))
  return done({file: {...file, pageSize, meta}, store, buckets, leftBehind})
}

function listDamage(damage: readonly Damage[]): string {
  const [first, ...others] = damage.map(found => found.message)
  if (first === undefined) return 'neither meta page is usable'
  return others.length === 0 ? first : `${first} (and ${others.length} more)`
}
