import {MsgpackWriter} from '../msgpack/writer.ts'
import {encodeTime} from './go-time.ts'
import type {LogEntry} from './types.ts'

/**
 * A log entry as raft 1.3 to 1.8 store it through raft-boltdb: six fields in the order of their names. Older raft
 * ignores the two fields it does not know, so this form suits every release.
 */
export function encodeEntry(entry: Omit<LogEntry, 'type'>): Uint8Array {
  return new MsgpackWriter()
    .map(6)
    .raw('AppendedAt')
    .raw(encodeTime(entry.appendedAt))
    .raw('Data')
    .raw(entry.data)
    .raw('Extensions')
    .raw(entry.extensions)
    .raw('Index')
    .unsigned(entry.index)
    .raw('Term')
    .unsigned(entry.term)
    .raw('Type')
    .unsigned(entry.typeNumber)
    .bytes()
}
