import {MsgpackReader} from '../msgpack/reader.ts'
import type {U64} from '../u64.ts'
import {decodeTime} from './go-time.ts'
import {logTypeName} from './log-types.ts'
import type {LogEntry} from './types.ts'

/** Bytes that are not what they should be, and why. */
export interface Problem {
  readonly problem: string
}

/**
 * A value of the `logs` bucket: one msgpack map of the fields of raft's `Log` (log.go; raft-boltdb util.go
 * `encodeMsgPack`), four of them in raft 1.0, five from 1.1, six from 1.3. Fields are taken by name, unknown ones
 * ignored, missing ones zero. `data` and `extensions` are views of `value`. Bytes after the map are a problem.
 */
export function decodeEntry(value: Uint8Array): LogEntry | Problem {
  const reader = new MsgpackReader(value)
  let data: Uint8Array | null = null
  let extensions: Uint8Array | null = null
  let index: U64 = 0
  let term: U64 = 0
  let type: U64 = 0
  let appendedAt: bigint | null = null
  for (let pairs = reader.mapLength(); pairs > 0 && reader.problem === null; pairs--) {
    switch (reader.key()) {
      case 'AppendedAt':
        appendedAt = readTime(reader)
        break
      case 'Data':
        data = reader.raw()
        break
      case 'Extensions':
        extensions = reader.raw()
        break
      case 'Index':
        index = reader.unsigned()
        break
      case 'Term':
        term = reader.unsigned()
        break
      case 'Type':
        type = reader.unsigned()
        break
      default:
        reader.skip()
    }
  }
  if (reader.problem === null && reader.left > 0)
    reader.fail(`${reader.left} bytes after the entry`, value.length - reader.left)
  if (reader.problem === null && type > 255) reader.fail(`type ${type} is out of range, ends`)
  if (reader.problem !== null) return {problem: reader.problem}
  const typeNumber = Number(type)
  return {
    index: BigInt(index),
    term: BigInt(term),
    type: logTypeName(typeNumber),
    typeNumber,
    data,
    extensions,
    appendedAt,
  }
}

function readTime(reader: MsgpackReader): bigint | null {
  const body = reader.timeBody()
  if (body === null || reader.problem !== null) return null
  const time = decodeTime(body)
  if ('nanoseconds' in time) return time.nanoseconds
  reader.fail(time.problem)
  return null
}
