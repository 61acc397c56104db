import {type Problem, reasonOf} from '../problem.ts'
import {emptyMessage, type Kind, type Message, type ScalarKind, type Schema} from './schema.ts'

/**
 * Decodes the JSON that Go's encoding/json makes of a generated message struct: names in snake case, zero values
 * left out, bytes in base64, every integer a plain number (long ones come in as strings from `parseExactJson`).
 * Unknown names are skipped and null counts as left out; a value of another type is a problem, as it is for Go.
 */
export function decodeJsonMessage<S extends Schema>(schema: S, value: unknown): Message<S> | Problem {
  try {
    return readMessage(schema, value, '') as Message<S>
  } catch (error) {
    return {problem: reasonOf(error)}
  }
}

function readMessage(schema: Schema, value: unknown, path: string): Record<string, unknown> {
  const object = expectObject(value, path)
  const message = emptyMessage(schema)
  for (const [name, [, kind]] of Object.entries(schema)) {
    const field = Object.hasOwn(object, name) ? object[name] : null
    if (field !== null) message[name] = readField(kind, field, path === '' ? name : `${path}.${name}`)
  }
  return message
}

function readField(kind: Kind, value: unknown, path: string): unknown {
  if (kind === 'strings') {
    if (!Array.isArray(value)) throw new TypeError(`${path} is no list`)
    return value.map(item => expectString(item, path))
  }
  if (typeof kind === 'string') return scalars[kind](value, path)
  if ('message' in kind) return readMessage(kind.message, value, path)
  const [, valueKind] = kind.entries.value as readonly [number, Kind]
  const entries = Object.entries(expectObject(value, path))
  return new Map(entries.map(([key, item]) => [key, readField(valueKind, item, `${path}.${key}`)]))
}

const scalars: Readonly<Record<ScalarKind, (value: unknown, path: string) => unknown>> = {
  string: expectString,
  bool: expectBoolean,
  bytes: (value, path) => Uint8Array.from(Buffer.from(expectString(value, path), 'base64')),
  int32: (value, path) => expectInteger(value, path, -(2 ** 31), 2 ** 31 - 1),
  uint32: (value, path) => expectInteger(value, path, 0, 2 ** 32 - 1),
  int64: expectInt64,
}

function expectString(value: unknown, path: string): string {
  if (typeof value !== 'string') throw new TypeError(`${path} is no string`)
  return value
}

function expectBoolean(value: unknown, path: string): boolean {
  if (typeof value !== 'boolean') throw new TypeError(`${path} is no boolean`)
  return value
}

function expectInteger(value: unknown, path: string, least: number, most: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw new TypeError(`${path} is no integer from ${least} to ${most}`)
  }
  return value
}

/** 16 digits and more arrive as text; 19 digits are the longest an int64 can have. */
function expectInt64(value: unknown, path: string): bigint {
  const fits = typeof value === 'number' ? Number.isSafeInteger(value) : /^-?\d{16,19}$/.test(String(value))
  const integer = fits ? BigInt(value as number | string) : null
  if (integer === null || integer !== BigInt.asIntN(64, integer)) throw new TypeError(`${path} is no 64-bit integer`)
  return integer
}

function expectObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${path === '' ? 'the value' : path} is no object`)
  }
  return value as Readonly<Record<string, unknown>>
}
