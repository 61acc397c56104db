import type {ValueView} from '../bolt/types.ts'
import type {U64} from '../u64.ts'
import {u64At} from '../u64.ts'

/** What stands around the data of an entry; one object serves entry after entry. */
export interface EntryFrame {
  index: U64
  term: U64
  type: number
}

/** The longest of what raft writes before the data (38 bytes) and behind it (47) is shorter. */
const reach = 64
/** Both ends of a value that is not at hand as a whole, and room behind them. */
const ends = new Uint8Array(3 * reach)
const endsView = new DataView(ends.buffer)

/** Four characters as `getInt32` gives them: unlike an unsigned one, such a number is always one of V8's small ones. */
const word = (text: string): number => new DataView(Uint8Array.from(text, c => c.charCodeAt(0)).buffer).getInt32(0)

// Names of fields, with the head of a short msgpack string (0xa0 + length): four bytes, then the rest.
const [aDat, a] = [word('\xa4Dat'), 0x61]
const [aInd, ex] = [word('\xa5Ind'), 0x6578]
const [aTer, m] = [word('\xa4Ter'), 0x6d]
const [aTyp, e] = [word('\xa4Typ'), 0x65]
/** A name of ten letters: `AppendedAt` or `Extensions`. Spelt otherwise, a full decode passes over the field as well. */
const tenLetters = 0xaa

/** Bytes of a number by its first byte, in one of its five sizes; 0 where none begins so. */
const numberSizes = Uint8Array.from({length: 256}, (_, head) => (head <= 0x7f ? 1 : 0))
for (const [head, size] of [
  [0xcc, 2],
  [0xcd, 3],
  [0xce, 5],
  [0xcf, 9],
] as const)
  numberSizes[head] = size

/**
 * Reads index, term and type of a log entry without its data, however large: go-msgpack writes a struct's fields in
 * the order of their names (codec/encode.go `kStruct`), so they stand behind `Data`, at the value's end. All
 * that a full decode would look at is compared with the forms raft writes, lengths included, so true means that it
 * gives the same; false means nothing: decode the entry in full.
 *
 * In one piece, with as few steps as can be: a log is read before V8 has compiled this. Only the end is checked for
 * being the value's, since a `ValueView` promises room behind it.
 */
export function readEntryFrame(value: ValueView, frame: EntryFrame): boolean {
  const {length} = value
  const far = value.whole ? 0 : stageEnds(value)
  if (far < 0) return false
  const view = far > 0 ? endsView : value.view
  const start = far > 0 ? 0 : value.at
  const end = far > 0 ? far : start + length

  let fields = view.getUint8(start) - 0x80
  let at = start + 1
  if (view.getUint8(at) === tenLetters) {
    // Go's own binary time and nil; the rarer forms are left to the full decode.
    const time = view.getUint16(at + 11)
    if (time !== 0xaf01 && time >> 8 !== 0xc0) return false
    at += time === 0xaf01 ? 27 : 12
    fields--
  }
  const dataHead = view.getUint16(at + 4)
  if (view.getInt32(at) !== aDat || dataHead >> 8 !== a) return false
  const raw = dataHead & 0xff
  at += 6
  if (raw === 0xda) at += 2 + view.getUint16(at)
  else if (raw === 0xdb) at += 4 + view.getUint32(at)
  else if (raw >= 0xa0 && raw <= 0xbf) at += raw & 0x1f
  else if (raw !== 0xc0) return false

  const behindData = length - (at - start)
  if (behindData < 0 || behindData > reach) return false
  at = end - behindData
  if (view.getUint8(at) === tenLetters) {
    if (view.getUint8(at + 11) !== 0xc0) return false
    at += 12
    fields--
  }
  if (fields !== 4 || view.getInt32(at) !== aInd || view.getUint16(at + 4) !== ex) return false
  const indexAt = at + 6
  const indexSize = numberSizes[view.getUint8(indexAt)] as number
  at = indexAt + indexSize
  if (view.getInt32(at) !== aTer || view.getUint8(at + 4) !== m) return false
  const termAt = at + 5
  const termSize = numberSizes[view.getUint8(termAt)] as number
  at = termAt + termSize
  const typeTail = view.getUint16(at + 4)
  const type = typeTail & 0xff
  if (view.getInt32(at) !== aTyp || typeTail >> 8 !== e || at + 6 !== end) return false
  if (type > 0x7f || indexSize === 0 || termSize === 0) return false
  frame.index = indexSize === 5 ? view.getUint32(indexAt + 1) : readNumber(view, indexAt, indexSize)
  frame.term = termSize === 1 ? view.getUint8(termAt) : readNumber(view, termAt, termSize)
  frame.type = type
  return true
}

/** Copies the ends of `value` to the start and the middle of `ends`; where the end is now, or -1. */
function stageEnds(value: ValueView): number {
  const wanted = Math.min(reach, value.length)
  ends.set(value.head(reach))
  const tail = value.tail(reach)
  ends.set(tail, reach)
  return tail.length === wanted ? reach + wanted : -1
}

function readNumber(view: DataView, at: number, size: number): U64 {
  if (size === 5) return view.getUint32(at + 1)
  if (size === 1) return view.getUint8(at)
  if (size === 3) return view.getUint16(at + 1)
  return size === 2 ? view.getUint8(at + 1) : u64At(view, at + 1)
}
