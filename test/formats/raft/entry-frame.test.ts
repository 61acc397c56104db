import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import type {ValueView} from '../../../src/formats/bolt/types.ts'
import {MsgpackWriter} from '../../../src/formats/msgpack/writer.ts'
import {decodeEntry} from '../../../src/formats/raft/decode-entry.ts'
import type {EntryFrame} from '../../../src/formats/raft/entry-frame.ts'
import {readEntryFrame} from '../../../src/formats/raft/entry-frame.ts'
import {encodeTime} from '../../../src/formats/raft/go-time.ts'
import type {LogEntry} from '../../../src/formats/raft/types.ts'
import {anyEntry, damaged} from './arbitraries.ts'

/** A view that notes how many bytes were looked at: of a value at hand as a whole, in the midst of others, or of ends. */
function viewOf(bytes: Uint8Array, whole: boolean): ValueView & {looked: number} {
  const look = (part: Uint8Array) => {
    view.looked += part.length
    return part
  }
  const page = new Uint8Array(bytes.length + 100).fill(0xa5)
  page.set(bytes, 36)
  const view = {
    looked: 0,
    length: bytes.length,
    whole,
    view: new DataView(whole ? page.buffer : new ArrayBuffer(0)),
    at: whole ? 36 : 0,
    head: (n: number) => look(bytes.subarray(0, n)),
    tail: (n: number) => look(bytes.subarray(Math.max(0, bytes.length - n))),
    bytes: () => look(bytes),
  }
  return view
}

/** The entry as raft 1.0 (four fields), 1.1 (five) or 1.3 and later (six) store it. */
function encodeAs(fields: 4 | 5 | 6, entry: Omit<LogEntry, 'type'>): Uint8Array {
  const writer = new MsgpackWriter().map(fields)
  if (fields === 6) writer.raw('AppendedAt').raw(encodeTime(entry.appendedAt))
  writer.raw('Data').raw(entry.data)
  if (fields > 4) writer.raw('Extensions').raw(entry.extensions)
  writer.raw('Index').unsigned(entry.index).raw('Term').unsigned(entry.term)
  return writer.raw('Type').unsigned(entry.typeNumber).bytes()
}

const encoded = fc.tuple(fc.constantFrom(4 as const, 5 as const, 6 as const), anyEntry).map(([n, e]) => encodeAs(n, e))

describe.each([
  ['at hand', true],
  ['of which only the ends are read', false],
])('the frame of an entry %s', (_, whole) => {
  const view = (bytes: Uint8Array) => viewOf(bytes, whole)

  test('is taken for every form that raft writes, except where extensions are set', () => {
    fc.assert(
      fc.property(fc.constantFrom(4 as const, 5 as const, 6 as const), anyEntry, (fields, entry) => {
        const frame: EntryFrame = {index: 0, term: 0, type: 0}
        const taken = readEntryFrame(view(encodeAs(fields, entry)), frame)
        expect(taken).toBe(fields === 4 || entry.extensions === null)
        if (!taken) return
        expect([BigInt(frame.index), BigInt(frame.term), frame.type]).toEqual([
          entry.index,
          entry.term,
          entry.typeNumber,
        ])
      }),
      {numRuns: 1000},
    )
  })

  test('is only taken when the full decode says the same', () => {
    let taken = 0
    fc.assert(
      fc.property(damaged(encoded), bytes => {
        const frame: EntryFrame = {index: 0, term: 0, type: 0}
        if (!readEntryFrame(view(bytes), frame)) return
        taken++
        const index = BigInt(frame.index)
        expect(decodeEntry(bytes)).toMatchObject({index, term: BigInt(frame.term), typeNumber: frame.type})
      }),
      {numRuns: 5000},
    )
    expect(taken).toBeGreaterThan(500)
  })

  test('is not taken when an end cannot be read', () => {
    const bytes = encodeAs(6, {index: 9n, term: 2n, typeNumber: 0, data: null, extensions: null, appendedAt: 1n})
    const unread = {...viewOf(bytes, false), tail: () => bytes.subarray(0, 0)}
    expect(readEntryFrame(unread, {index: 0, term: 0, type: 0})).toBe(false)
  })

  test('of large data costs no more than the frame of small', () => {
    const big = encodeAs(6, {
      index: 9n,
      term: 2n,
      typeNumber: 0,
      data: new Uint8Array(700_000),
      extensions: null,
      appendedAt: 1n,
    })
    const seen = view(big)
    expect(readEntryFrame(seen, {index: 0, term: 0, type: 0})).toBe(true)
    expect(seen.looked).toBeLessThan(129)
  })

  test('is not taken when the data is cut short or too long', () => {
    const bytes = encodeAs(6, {
      index: 9n,
      term: 2n,
      typeNumber: 0,
      data: new Uint8Array(50),
      extensions: null,
      appendedAt: null,
    })
    for (const length of [49, 51]) {
      const wrong = bytes.slice()
      wrong[wrong.indexOf(0xda) + 2] = length
      expect(readEntryFrame(view(wrong), {index: 0, term: 0, type: 0})).toBe(false)
      expect(decodeEntry(wrong)).toHaveProperty('problem')
    }
  })
})
