import {describe, expect, test} from 'vitest'
import {damage, leafOf} from './damage-outcome.ts'
import type {Patient} from './golden-store.ts'

describe('a leaf', () => {
  const cases: [string, string[], number, (p: Patient, leaf: number) => void][] = [
    ['zeroed', ['page-type'], 3, (p, leaf) => p.zero(leaf)],
    ['of the freelist type', ['page-type'], 3, (p, leaf) => p.view.setUint16(p.at(leaf) + 8, 0x10, true)],
    ['with two types', ['page-type'], 3, (p, leaf) => p.view.setUint16(p.at(leaf) + 8, 0x03, true)],
    ['with another number', ['page-id-mismatch'], 0, (p, leaf) => p.view.setBigUint64(p.at(leaf), 7n, true)],
    [
      'with too many elements',
      ['element-overrun', 'element-table-overrun'],
      3,
      (p, leaf) => p.view.setUint16(p.at(leaf) + 10, 60000, true),
    ],
    [
      'with a value that overruns',
      ['element-overrun'],
      1,
      (p, leaf) => p.view.setUint32(p.element(leaf, 1) + 12, 900, true),
    ],
    [
      'with a key size of 4 GiB',
      ['element-overrun'],
      1,
      (p, leaf) => p.view.setUint32(p.element(leaf, 1) + 8, 0xffffffff, true),
    ],
    ['with an empty key', ['element-overrun'], 1, (p, leaf) => p.view.setUint32(p.element(leaf, 2) + 8, 0, true)],
    [
      'with a position beyond the page',
      ['element-overrun'],
      1,
      (p, leaf) => p.view.setUint32(p.element(leaf, 0) + 4, 5000, true),
    ],
    [
      'with a position inside the element table',
      ['element-overrun'],
      1,
      (p, leaf) => p.view.setUint32(p.element(leaf, 0) + 4, 4, true),
    ],
  ]
  test.each(cases)('%s costs only its entries', (_, codes, lost, how) => {
    const outcome = damage(p => how(p, leafOf(p)))
    expect(outcome.walk).toEqual(codes)
    for (const code of codes) expect(outcome.check).toContain(code)
    expect(outcome.lost).toHaveLength(lost)
  })

  test('whose overflow runs past the last page', () => {
    const outcome = damage(p => p.view.setUint32(p.at(leafOf(p)) + 12, 0xffffffff, true))
    expect(outcome.walk).toEqual(['page-overflow'])
    expect(outcome.check).toContain('page-overflow')
    expect(outcome.lost).toEqual([])
  })

  test('whose overflow takes in the next page', () => {
    const outcome = damage(p => p.view.setUint32(p.at(leafOf(p)) + 12, 1, true))
    expect(outcome.check).toEqual(['page-referenced-twice'])
    expect(outcome.lost).toEqual([])
  })

  test('whose value covers the next entry', () => {
    const outcome = damage(p => {
      const size = p.element(leafOf(p), 0) + 12
      p.view.setUint32(size, p.view.getUint32(size, true) + 30, true)
    })
    expect(outcome.check).toEqual(['element-overlap'])
  })

  test('with unknown flags', () => {
    expect(damage(p => p.view.setUint32(p.element(leafOf(p), 0), 6, true)).check).toEqual(['element-flags'])
  })

  test('with two keys swapped', () => {
    const outcome = damage(p => {
      const [a, b] = [0, 1].map(i => p.element(leafOf(p), i) + p.view.getUint32(p.element(leafOf(p), i) + 4, true))
      const key = p.bytes.slice(a, (a as number) + 8)
      p.bytes.copyWithin(a as number, b as number, (b as number) + 8)
      p.bytes.set(key, b)
    })
    expect(outcome.check).toEqual(['key-order'])
    expect(outcome.lost).toEqual([])
  })

  test("whose first key is another leaf's", () => {
    const outcome = damage(p => {
      const first = p.element(leafOf(p), 0)
      p.bytes.fill(0, first + p.view.getUint32(first + 4, true), first + p.view.getUint32(first + 4, true) + 8)
    })
    expect(outcome.check).toEqual(['key-outside-parent'])
    expect(outcome.walk).toEqual(['key-outside-parent'])
  })
})
