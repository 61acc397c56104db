import {BinaryReader, WireType} from '@bufbuild/protobuf/wire'
import {type Problem, reasonOf} from '../problem.ts'
import {emptyMessage, type Kind, type Message, type ScalarKind, type Schema} from './schema.ts'

/**
 * Decodes one proto3 message by field number. Unknown fields, and known ones sent with another wire type, are
 * skipped; a field sent twice counts by its last value and a submessage is merged, as in every proto3 library.
 * Text that is no UTF-8 is a problem: Go refuses such a message too.
 */
export function decodeMessage<S extends Schema>(schema: S, bytes: Uint8Array): Message<S> | Problem {
  try {
    return readInto(schema, bytes, emptyMessage(schema)) as Message<S>
  } catch (error) {
    return {problem: reasonOf(error)}
  }
}

type Target = Record<string, unknown>

function readInto(schema: Schema, bytes: Uint8Array, target: Target): Target {
  const reader = new BinaryReader(bytes)
  const names = namesOf(schema)
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag()
    const name = names.get(number)
    const kind = name === undefined ? undefined : schema[name]?.[1]
    if (name === undefined || kind === undefined || wireType !== wireTypeOf(kind)) {
      reader.skip(wireType, number)
      continue
    }
    target[name] = readField(reader, kind, target[name])
    // The reader's short cuts for small varints do not look at the end themselves.
    if (reader.pos > reader.len) throw new RangeError('premature EOF')
  }
  return target
}

function readField(reader: BinaryReader, kind: Kind, previous: unknown): unknown {
  if (kind === 'strings') {
    const list = previous as string[]
    list.push(reader.string(true))
    return list
  }
  if (typeof kind === 'string') return scalarReaders[kind](reader)
  if ('message' in kind) {
    return readInto(kind.message, reader.bytes(), (previous as Target | null) ?? emptyMessage(kind.message))
  }
  const entry = readInto(kind.entries, reader.bytes(), emptyMessage(kind.entries))
  return (previous as Map<unknown, unknown>).set(entry.key, entry.value)
}

const scalarReaders: Readonly<Record<ScalarKind, (reader: BinaryReader) => unknown>> = {
  string: reader => reader.string(true),
  bytes: reader => Uint8Array.from(reader.bytes()),
  bool: reader => reader.bool(),
  int32: reader => reader.int32(),
  uint32: reader => reader.uint32(),
  int64: reader => BigInt(reader.int64()),
}

function wireTypeOf(kind: Kind): WireType {
  return kind === 'bool' || kind === 'int32' || kind === 'uint32' || kind === 'int64'
    ? WireType.Varint
    : WireType.LengthDelimited
}

const numbersOfSchemas = new WeakMap<Schema, ReadonlyMap<number, string>>()

function namesOf(schema: Schema): ReadonlyMap<number, string> {
  let names = numbersOfSchemas.get(schema)
  if (names === undefined) {
    names = new Map(Object.entries(schema).map(([name, [number]]) => [number, name]))
    numbersOfSchemas.set(schema, names)
  }
  return names
}
