import {describe, expect, test} from 'vitest'
import {checkIntegrity} from '../../../src/formats/bolt/check-integrity.ts'
import {measureSpace} from '../../../src/formats/bolt/measure-space.ts'
import {openBolt} from '../../../src/formats/bolt/open-bolt.ts'
import {bufferBytes} from '../../../src/formats/bytes.ts'
import {damage, leafOf} from './damage-outcome.ts'
import {golden, open, type Patient, patient} from './golden-store.ts'

describe('the freelist', () => {
  const cases: [string, string[], (p: Patient) => void][] = [
    ['of the leaf type', ['freelist-page'], p => p.view.setUint16(p.at(p.freelist) + 8, 2, true)],
    ['with another number', ['freelist-page'], p => p.view.setBigUint64(p.at(p.freelist), 9n, true)],
    ['zeroed', ['freelist-page'], p => p.zero(p.freelist)],
    ['out of range', ['freelist-page'], p => p.setMeta(48, 1n << 40n)],
    ['with too many ids', ['freelist-count'], p => p.view.setUint16(p.at(p.freelist) + 10, 1000, true)],
    [
      'with 2^64-1 ids',
      ['freelist-count'],
      p => {
        p.view.setUint16(p.at(p.freelist) + 10, 0xffff, true)
        p.view.setBigUint64(p.at(p.freelist) + 16, 2n ** 64n - 1n, true)
      },
    ],
    [
      'with an id below 2',
      ['freelist-range', 'pages-leaked'],
      p => p.view.setBigUint64(p.at(p.freelist) + 16, 1n, true),
    ],
    [
      'with an id that is not there',
      ['freelist-range', 'pages-leaked'],
      p => p.view.setBigUint64(p.at(p.freelist) + 16, 1n << 50n, true),
    ],
    [
      'with an id twice',
      ['freelist-duplicate', 'pages-leaked'],
      p => p.bytes.copyWithin(p.at(p.freelist) + 24, p.at(p.freelist) + 16, p.at(p.freelist) + 24),
    ],
    [
      'that lists a live page',
      ['page-reachable-and-free', 'pages-leaked'],
      p => p.view.setBigUint64(p.at(p.freelist) + 16, BigInt(leafOf(p)), true),
    ],
    [
      'that lists itself',
      ['freelist-order', 'page-reachable-and-free', 'pages-leaked'],
      p => p.view.setBigUint64(p.at(p.freelist) + 16, BigInt(p.freelist), true),
    ],
    [
      'that forgets a page',
      ['pages-leaked'],
      p => p.view.setUint16(p.at(p.freelist) + 10, p.count(p.freelist) - 1, true),
    ],
  ]
  test.each(cases)('%s hinders no reading', (_, codes, how) => {
    const outcome = damage(how)
    expect(outcome.check).toEqual(codes)
    expect(outcome.walk).toEqual([])
    expect(outcome.lost).toEqual([])
  })

  test('that cannot be read gives no number of free pages', () => {
    const p = patient('page-1k')
    p.zero(p.freelist)
    expect(measureSpace(open(p.bytes))).toBeNull()
  })

  test('of more than 65,534 ids keeps its count in front of them', () => {
    const {file, ids} = hugeFreelist(70_000)
    const report = checkIntegrity(file)
    expect(report.damage).toEqual([])
    expect(report.free).toBe(ids)
    expect(measureSpace(file)?.free).toBe(ids)
  })
})

/** A store whose `highWater` pages are all free but the root leaf and the list: sparse, so that it takes no memory. */
function hugeFreelist(ids: number) {
  const pageSize = 1024
  const listPages = Math.ceil((24 + 8 * ids) / pageSize)
  const highWater = 3 + listPages + ids
  const head = new Uint8Array((3 + listPages) * pageSize)
  const view = new DataView(head.buffer)
  const meta = golden('page-1k').subarray(0, 2048)
  head.set(meta)
  view.setBigUint64(2 * pageSize, 2n, true)
  view.setUint16(2 * pageSize + 8, 2, true)
  view.setBigUint64(3 * pageSize, 3n, true)
  view.setUint16(3 * pageSize + 8, 0x10, true)
  view.setUint16(3 * pageSize + 10, 0xffff, true)
  view.setUint32(3 * pageSize + 12, listPages - 1, true)
  view.setBigUint64(3 * pageSize + 16, BigInt(ids), true)
  for (let i = 0; i < ids; i++) view.setBigUint64(3 * pageSize + 24 + 8 * i, BigInt(3 + listPages + i), true)
  const p = patient('page-1k')
  const sealed = Object.assign(Object.create(Object.getPrototypeOf(p)), p, {bytes: head, view}) as Patient
  for (const page of [0, 1] as const) {
    view.setBigUint64(page * pageSize + 32, 2n, true)
    view.setBigUint64(page * pageSize + 48, 3n, true)
    view.setBigUint64(page * pageSize + 56, BigInt(highWater), true)
    sealed.seal(page)
  }
  const stored = bufferBytes(head)
  const size = highWater * pageSize
  const read = (offset: number, length: number) =>
    offset < head.length ? stored.read(offset, length) : new Uint8Array(Math.max(0, Math.min(length, size - offset)))
  return {file: openBolt({size, read}), ids}
}
