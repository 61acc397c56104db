import type {ValueView} from '../bolt/types.ts'
import type {U64} from '../u64.ts'
import {readU64} from '../u64.ts'

/** What stands around the data of an entry; one object serves entry after entry. */
export interface EntryFrame {
  index: U64
  term: U64
  type: number
}

/** A field's name as it stands in the file: the head of a short msgpack string, then the letters. */
const named = (name: string) => Uint8Array.of(0xa0 | name.length, ...new TextEncoder().encode(name))

const appendedAtKey = named('AppendedAt')
const dataKey = named('Data')
const extensionsNil = Uint8Array.of(...named('Extensions'), 0xc0)
const indexKey = named('Index')
const termKey = named('Term')
const typeKey = named('Type')

/** The map's head, AppendedAt with its longest time (16 bytes), Data with the longest head of its value. */
const headLength = 1 + appendedAtKey.length + 17 + dataKey.length + 5
/** Extensions (nil), then Index, Term and Type at their longest. */
const tailLength = extensionsNil.length + indexKey.length + 9 + termKey.length + 9 + typeKey.length + 1

/**
 * Reads index, term and type of a log entry without its data, however large: go-msgpack writes a struct's fields in
 * the order of their names (codec/encode.go `kStruct`), so they stand behind `Data`, at the value's end. Everything
 * but the data's own bytes is compared with the forms raft writes, lengths included, so true means that a full decode
 * gives the same; false means nothing: decode the entry in full.
 */
export function readEntryFrame(value: ValueView, frame: EntryFrame): boolean {
  const tail = value.tail(tailLength)
  const typeAt = tail.length - typeKey.length - 1
  if (!stands(typeKey, tail, typeAt)) return false
  const type = tail[tail.length - 1] as number
  const termAt = startOfField(tail, typeAt, termKey)
  const indexAt = termAt < 0 ? -1 : startOfField(tail, termAt, indexKey)
  if (type > 0x7f || indexAt < 0) return false
  frame.type = type
  frame.term = readField(tail, termAt + termKey.length)
  frame.index = readField(tail, indexAt + indexKey.length)
  const extensionsAt = indexAt - extensionsNil.length
  const hasExtensions = stands(extensionsNil, tail, extensionsAt)
  const dataEnd = value.length - tail.length + (hasExtensions ? extensionsAt : indexAt)
  return endOfData(value.head(headLength), hasExtensions) === dataEnd
}

/** Offset behind the data according to the value's head; -1 when the head has none of the forms that raft writes. */
function endOfData(head: Uint8Array, hasExtensions: boolean): number {
  let at = 1
  let fields = hasExtensions ? 5 : 4
  if (stands(appendedAtKey, head, at)) {
    fields++
    at = endOfTime(head, at + appendedAtKey.length)
    if (at < 0) return -1
  }
  if (head[0] !== (0x80 | fields) || !stands(dataKey, head, at)) return -1
  return endOfRaw(head, at + dataKey.length)
}

/** Only the forms of Go's own binary time, and nil; the rarer ones are left to the full decode. */
function endOfTime(head: Uint8Array, at: number): number {
  if (head[at] === 0xc0) return at + 1
  return head[at] === 0xaf && head[at + 1] === 1 ? at + 16 : -1
}

function endOfRaw(head: Uint8Array, at: number): number {
  const first = head[at] ?? 0
  if (first === 0xc0) return at + 1
  if (first >= 0xa0 && first <= 0xbf) return at + 1 + (first & 0x1f)
  const size = first === 0xda ? 2 : first === 0xdb ? 4 : 0
  if (size === 0 || at + size >= head.length) return -1
  let length = 0
  for (let i = 1; i <= size; i++) length = length * 0x100 + (head[at + i] as number)
  return at + 1 + size + length
}

/** Where field `key` starts whose number ends right before `end`, in one of the number's five sizes; -1 when none does. */
function startOfField(tail: Uint8Array, end: number, key: Uint8Array): number {
  for (let size = 1; size <= 9; size = size === 1 ? 2 : size * 2 - 1) {
    const at = end - size
    const head = tail[at] ?? 0
    const fits = size === 1 ? head <= 0x7f : head === 0xcc + Math.log2(size - 1)
    if (fits && stands(key, tail, at - key.length)) return at - key.length
  }
  return -1
}

function readField(tail: Uint8Array, at: number): U64 {
  const head = tail[at] as number
  if (head <= 0x7f) return head
  if (head === 0xcf) return readU64(tail, at + 1)
  let value = 0
  for (let i = 1; i <= 1 << (head - 0xcc); i++) value = value * 0x100 + (tail[at + i] as number)
  return value
}

function stands(what: Uint8Array, bytes: Uint8Array, at: number): boolean {
  if (at < 0 || at + what.length > bytes.length) return false
  for (let i = 0; i < what.length; i++) if (bytes[at + i] !== what[i]) return false
  return true
}
