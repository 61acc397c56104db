/**
 * Messages as data: property name (as in the JSON that Go makes of the same struct) → field number and kind.
 * Both dialects of stored values, protobuf and JSON, are decoded from the same table, so they cannot drift apart.
 */
export type Schema = Readonly<Record<string, Field>>

export type Field = readonly [number: number, kind: Kind]

/** A map is sent as repeated entries, so its kind is the schema of one entry: `key` and `value`. */
export type Kind = ScalarKind | 'strings' | {readonly message: Schema} | {readonly entries: Schema}

/** `bytes` are a private copy; int64 is the only number that does not fit a double. */
export type ScalarKind = 'string' | 'bytes' | 'bool' | 'int32' | 'uint32' | 'int64'

/** The value of one message: every field present, an absent submessage null, everything else its proto3 default. */
export type Message<S extends Schema> = {readonly [Name in keyof S]: Value<S[Name][1]>}

type Value<K> = K extends 'string'
  ? string
  : K extends 'bytes'
    ? Uint8Array
    : K extends 'bool'
      ? boolean
      : K extends 'int32' | 'uint32'
        ? number
        : K extends 'int64'
          ? bigint
          : K extends 'strings'
            ? readonly string[]
            : K extends {readonly entries: {readonly value: readonly [number, infer V]}}
              ? ReadonlyMap<string, Value<V>>
              : K extends {readonly message: infer S extends Schema}
                ? Message<S> | null
                : never

/** What a field holds that was not sent. */
function defaultOf(kind: Kind): unknown {
  if (typeof kind === 'object') return 'message' in kind ? null : new Map()
  return kind === 'strings' ? [] : scalarDefaults[kind]
}

const scalarDefaults: Readonly<Record<ScalarKind, unknown>> = {
  string: '',
  bytes: new Uint8Array(0),
  bool: false,
  int32: 0,
  uint32: 0,
  int64: 0n,
}

/** A message with no field sent, to be filled in. */
export function emptyMessage(schema: Schema): Record<string, unknown> {
  return Object.fromEntries(Object.entries(schema).map(([name, [, kind]]) => [name, defaultOf(kind)]))
}
