import {createHash} from 'node:crypto'
import {checkIntegrity} from '../formats/bolt/check-integrity.ts'
import {listBuckets} from '../formats/bolt/list-buckets.ts'
import {openBolt} from '../formats/bolt/open-bolt.ts'
import type {BoltFile} from '../formats/bolt/types.ts'
import {walkBucket} from '../formats/bolt/walk-bucket.ts'
import {createBoltWriter} from '../formats/bolt/write-bolt.ts'
import {configurationErrors} from '../formats/raft/configuration-errors.ts'
import {encodeConfiguration} from '../formats/raft/encode-configuration.ts'
import {encodeEntry} from '../formats/raft/encode-entry.ts'
import {type EntryPlace, placeEntry, type SnapshotPosition} from '../formats/raft/place-entry.ts'
import type {RaftServer} from '../formats/raft/types.ts'
import {openFileBytes} from '../sources/file-bytes.ts'
import type {WriteAt} from './durable-replace.ts'
import {examineStore} from './examine-store.ts'
import {type Attempt, done, refuse} from './refusal.ts'

/** The configuration entry to append. */
export interface AppendedConfiguration {
  readonly servers: readonly RaftServer[]
  /** The snapshot Raft will load; null when there is none. */
  readonly snapshot: SnapshotPosition | null
}

export interface Rewrite {
  /** Path of the raft.db to copy; the caller holds its lock. */
  readonly source: string
  /** Takes the new file's bytes. */
  readonly target: WriteAt
  readonly change: AppendedConfiguration
  /** Bytes of the old file's log pages copied so far, and the old file's length. */
  readonly onProgress?: (doneBytes: number, ofBytes: number) => void
}

export interface Rewritten {
  readonly place: EntryPlace
  /** Length of the new file in bytes. */
  readonly size: number
  /** SHA-256 (hex) over every bucket name, key and value: what the verified copy must give again. */
  readonly content: string
}

const number64 = (value: bigint): Uint8Array => {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, value)
  return bytes
}

/** Larger transaction numbers than any store can reach; room for the two that the new metas take. */
const largestTxid = 0xffff_ffff_ffff_fff0n

/**
 * Copies a store entry by entry into a new, compact one and appends one configuration entry, which Raft then takes
 * for the newest (raft api.go `NewRaft`). Terms and votes are kept, CurrentTerm is never lowered. A damaged source,
 * a log that Raft could not start on and a configuration that Raft rejects are refused before a byte is written.
 */
export function rewriteRaftDb({source, target, change, onProgress}: Rewrite): Attempt<Rewritten> {
  const bytes = openFileBytes(source)
  try {
    const examined = examineStore(source, bytes)
    if (!examined.ok) return examined
    const {file, store, buckets} = examined.value
    const place = placeEntry(store, change.snapshot)
    if ('problem' in place) return refuse('damaged-store', source, `${source}: ${place.problem}`)
    const [rejected] = configurationErrors(change.servers)
    if (rejected !== undefined)
      return refuse('plan-refused', source, `Raft would reject the configuration: ${rejected}`)
    const afterTxid = file.meta.txid
    if (afterTxid > largestTxid) return refuse('damaged-store', source, `${source} has transaction number ${afterTxid}`)

    const writer = createBoltWriter({sink: {write: target}, pageSize: file.pageSize, afterTxid})
    const digest = createContentDigest()
    let nested: string | null = null
    for (const {name, sequence} of buckets) {
      const bucket = writer.bucket(Buffer.from(name), sequence)
      const put = (key: Uint8Array, value: Uint8Array): void => {
        bucket.put(key, value)
        digest.add(key, value)
      }
      digest.bucket(name)
      if (name === 'conf') copyConf(file, place, put)
      else {
        walkBucket(file, name, (key, value) => void put(key, value.bytes()), {
          onSubBucket: () => {
            nested = name
          },
          onProgress: doneBytes => onProgress?.(doneBytes, bytes.size),
        })
      }
      if (name === 'logs') put(number64(place.index), newEntry(place, change.servers))
      bucket.end()
    }
    if (nested !== null) {
      return refuse('damaged-store', source, `bucket ${nested} of ${source} holds buckets: not a store of raft-boltdb`)
    }
    const [failure] = bytes.failures
    if (failure) return refuse('damaged-store', source, `${source} could not be read in full: ${failure.code}`)
    return done({place, size: writer.finish().size, content: digest.end()})
  } finally {
    bytes.close()
  }
}

/** What is wrong with a store just written, or null: the full check, and every entry against what was put in. */
export function verifyRewritten(path: string, written: Rewritten): string | null {
  const bytes = openFileBytes(path)
  try {
    const file = openBolt(bytes)
    const [damage] = checkIntegrity(file).damage
    if (damage) return damage.message
    const digest = createContentDigest()
    for (const {name} of listBuckets(file)) {
      digest.bucket(name)
      walkBucket(file, name, (key, value) => void digest.add(key, value.bytes()))
    }
    if (digest.end() !== written.content) return 'its content is not what was written'
    return bytes.size === written.size ? null : `it has ${bytes.size} bytes instead of ${written.size}`
  } finally {
    bytes.close()
  }
}

/** Every key of `conf` as it is, but for a CurrentTerm that is missing or below the new entry's term. */
function copyConf(file: BoltFile, place: EntryPlace, put: (key: Uint8Array, value: Uint8Array) => void): void {
  const key = Buffer.from('CurrentTerm')
  let placed = false
  const putTerm = (): void => {
    put(key, number64(place.currentTerm))
    placed = true
  }
  walkBucket(file, 'conf', (name, value) => {
    const order = Buffer.compare(name, key)
    if (order > 0 && !placed) putTerm()
    if (order === 0) putTerm()
    else put(name, value.bytes())
    return undefined
  })
  if (!placed) putTerm()
}

function newEntry({index, term}: EntryPlace, servers: readonly RaftServer[]): Uint8Array {
  const data = encodeConfiguration(servers)
  return encodeEntry({index, term, typeNumber: 5, data, extensions: null, appendedAt: null})
}

function createContentDigest() {
  const hash = createHash('sha256')
  const lengths = new Uint32Array(2)
  return {
    bucket: (name: string) => void hash.update(`bucket ${name}\n`),
    add(key: Uint8Array, value: Uint8Array) {
      lengths[0] = key.length
      lengths[1] = value.length
      hash.update(lengths).update(key).update(value)
    },
    end: () => hash.digest('hex'),
  }
}
