import type {BoltFile, Damage} from '../bolt/types.ts'
import {walkBucket} from '../bolt/walk-bucket.ts'
import {readU64} from '../u64.ts'
import {decodeEntry} from './decode-entry.ts'
import type {LogEntry} from './types.ts'

/** An entry that is there but cannot be used. */
export interface UnreadableEntry {
  readonly index: bigint
  readonly problem: string
}

/**
 * Visits the entries `from` to `to`, both included, in the order of their indexes, until `visit` says stop. `data`
 * and `extensions` are views, valid during the call: copy what has to live longer. Indexes that are not stored are
 * passed over; what of the file cannot be read goes to `onDamage`.
 */
export function readEntries(
  file: BoltFile,
  from: bigint,
  to: bigint,
  visit: (entry: LogEntry | UnreadableEntry) => 'stop' | undefined,
  onDamage?: (damage: Damage) => void,
): void {
  const start = new Uint8Array(8)
  new DataView(start.buffer).setBigUint64(0, BigInt.asUintN(64, from))
  walkBucket(
    file,
    'logs',
    (key, value) => {
      if (key.length !== 8) return undefined
      const index = BigInt(readU64(key, 0))
      if (index > to) return 'stop'
      const entry = decodeEntry(value.bytes())
      if ('problem' in entry) return visit({index, problem: entry.problem})
      const problem = `holds the entry of index ${entry.index}`
      return visit(entry.index === index ? entry : {index, problem})
    },
    {from: start, onDamage},
  )
}
