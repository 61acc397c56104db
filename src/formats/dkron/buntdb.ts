import type {ByteSource} from '../bytes.ts'
import {ByteCursor} from './byte-cursor.ts'
import {isProblem, type Problem} from './problem.ts'

/** What a body does to the key space, in its order. Values are bytes of any kind, valid during the call. */
export interface KeySpace {
  set(key: string, value: Uint8Array): void
  delete(key: string): void
  clear(): void
}

export interface BodyRead {
  /** Commands taken in. */
  readonly commands: number
  /** Offset after the last whole command. */
  readonly end: number
  /** Why reading stopped before the end; BuntDB refuses the whole body then, and Raft the snapshot. */
  readonly problem: string | null
}

/**
 * Streams the body of a snapshot of Dkron 2.1 and later: BuntDB's append format (buntdb.go `readLoad`), commands
 * `*<parts>\r\n` of parts `$<length>\r\n<bytes>\r\n`, NUL bytes between them skipped. Memory stays at one window and
 * the longest value. Never throws.
 * @param now Unix seconds; decides which values with an expiry are already gone (Dkron sets none).
 */
export function readBuntdb(source: ByteSource, keys: KeySpace, now: number): BodyRead {
  const cursor = new ByteCursor(source)
  let commands = 0
  let end = 0
  while (skipNulBytes(cursor)) {
    const problem = readCommand(cursor, keys, now)
    if (problem !== null) return {commands, end, problem: `at byte ${end}: ${problem.problem}`}
    commands++
    end = cursor.position
  }
  return {commands, end: cursor.position, problem: null}
}

function skipNulBytes(cursor: ByteCursor): boolean {
  for (let byte = cursor.peek(); byte !== null; byte = cursor.peek()) {
    if (byte !== 0) return true
    cursor.position++
  }
  return false
}

function readCommand(cursor: ByteCursor, keys: KeySpace, now: number): Problem | null {
  const count = readCount(cursor, '*')
  if (typeof count !== 'number') return count
  if (count === 0) return null
  if (count > mostParts) return {problem: `a command of ${count} parts; BuntDB has none`}
  const parts: Uint8Array[] = []
  for (let index = 0; index < count; index++) {
    const part = readPart(cursor)
    if (isProblem(part)) return part
    // A part is a view that the next read takes away; only the last one may stay one. (A Buffer's slice is no copy.)
    parts.push(index === count - 1 ? part : Uint8Array.from(part))
  }
  return applyParts(parts, keys, now)
}

/** `set key value ex seconds`. */
const mostParts = 5

function applyParts(parts: readonly Uint8Array[], keys: KeySpace, now: number): Problem | null {
  const [verb = empty, key = empty, value = empty, option = empty, time = empty] = parts
  const shape = `${utf8.decode(verb.subarray(0, 16)).toLowerCase()}/${parts.length}`
  switch (shape) {
    case 'set/3':
      keys.set(utf8.decode(key), value)
      return null
    case 'set/5': {
      const expired = isExpired(option, time, now)
      if (expired === null) return {problem: 'a set with an expiry that is none'}
      if (expired) keys.delete(utf8.decode(key))
      else keys.set(utf8.decode(key), value)
      return null
    }
    case 'del/2':
      keys.delete(utf8.decode(key))
      return null
    case 'flushdb/1':
      keys.clear()
      return null
    default:
      return {problem: `unknown command ${JSON.stringify(shape)} (name/parts)`}
  }
}

/** `ex` counts seconds from the time the body is loaded, `ae` is a Unix time; null when it is neither. */
function isExpired(option: Uint8Array, time: Uint8Array, now: number): boolean | null {
  const text = utf8.decode(time)
  if (!/^[+-]?\d{1,19}$/.test(text)) return null
  const kind = utf8.decode(option).toLowerCase()
  return kind === 'ex' ? Number(text) <= 0 : kind === 'ae' ? Number(text) <= now : null
}

/** A job's output is the largest thing Dkron stores, and gRPC carries no message near this size. */
const longestPart = 64 * 1024 * 1024

function readPart(cursor: ByteCursor): Uint8Array | Problem {
  const length = readCount(cursor, '$')
  if (typeof length !== 'number') return length
  if (length + 2 > cursor.remaining) return {problem: `ends within a part of ${length} bytes`}
  if (length > longestPart) return {problem: `a part of ${length} bytes, more than Dkron can have written`}
  const bytes = cursor.take(length + 2)
  if (bytes[length] !== carriageReturn || bytes[length + 1] !== lineFeed) {
    return {problem: `a part of ${length} bytes does not end where it should`}
  }
  return bytes.subarray(0, length)
}

const carriageReturn = 0x0d
const lineFeed = 0x0a
/** Mark, up to 15 digits and the line end. */
const longestCountLine = 18

function readCount(cursor: ByteCursor, mark: '*' | '$'): number | Problem {
  const start = cursor.position
  const line = cursor.take(longestCountLine)
  const end = line.indexOf(lineFeed)
  const text = utf8.decode(line.subarray(0, end === -1 ? line.length : end + 1))
  const match = mark === '*' ? /^\*(\d+)\r\n$/.exec(text) : /^\$(\d+)\r\n$/.exec(text)
  if (match === null) {
    const cut = end === -1 && line.length < longestCountLine
    return {problem: cut ? 'ends within a command' : `no ${mark}<number> where one must stand`}
  }
  cursor.position = start + end + 1
  return Number(match[1])
}

const empty = new Uint8Array(0)
const utf8 = new TextDecoder('utf-8', {ignoreBOM: true})
