import {describe, expect, test} from 'vitest'
import {checkIntegrity} from '../../../src/formats/bolt/check-integrity.ts'
import {all, branchOf, damage, leafOf} from './damage-outcome.ts'
import {keysOf, open, type Patient, patient} from './golden-store.ts'

describe('a branch', () => {
  test('zeroed costs what lies below it', () => {
    const outcome = damage(p => p.zero(branchOf(p)))
    expect(outcome.walk).toEqual(['page-type'])
    // Nothing is said of leaks: below a page that cannot be read everything looks leaked.
    expect(outcome.check).toEqual(['page-type'])
    expect(outcome.lost.length).toBeGreaterThan(30)
    expect(outcome.keys.length + outcome.lost.length).toBe(all.length)
  })

  test('without elements', () => {
    const outcome = damage(p => p.view.setUint16(p.at(branchOf(p)) + 10, 0, true))
    expect(outcome.walk).toEqual(['branch-empty'])
    expect(outcome.check).toEqual(['branch-empty'])
  })

  test.each([
    ['far out', 0xffffffffffffffffn],
    ['just out', null],
    ['a meta page', 1n],
  ])('with a child %s', (_, child) => {
    const outcome = damage(p => p.view.setBigUint64(p.element(branchOf(p), 3) + 8, child ?? BigInt(p.highWater), true))
    expect(outcome.walk).toEqual(['page-out-of-range'])
    expect(outcome.check).toEqual(['page-out-of-range'])
    expect(outcome.lost).toHaveLength(3)
  })

  test('that is its own child ends', () => {
    const outcome = damage(p => p.view.setBigUint64(p.element(branchOf(p), 3) + 8, BigInt(branchOf(p)), true))
    expect(outcome.walk).toEqual(['page-referenced-twice'])
    // The page that stood there before is in use by nobody now.
    expect(outcome.check).toEqual(['page-referenced-twice', 'pages-leaked'])
    expect(outcome.lost).toHaveLength(3)
  })

  test('that refers to the root ends', () => {
    const outcome = damage(p => p.view.setBigUint64(p.element(branchOf(p), 3) + 8, BigInt(p.logsRoot()), true))
    expect(outcome.walk).toEqual(['page-referenced-twice'])
    expect(outcome.lost).toHaveLength(3)
  })

  test('that refers to one leaf twice', () => {
    const outcome = damage(p => p.view.setBigUint64(p.element(branchOf(p), 5) + 8, BigInt(leafOf(p)), true))
    expect(outcome.walk).toEqual(['page-referenced-twice'])
    expect(outcome.check).toEqual(['page-referenced-twice', 'pages-leaked'])
    expect(outcome.lost).toHaveLength(3)
  })

  test('that refers to the freelist', () => {
    const outcome = damage(p => p.view.setBigUint64(p.element(branchOf(p), 3) + 8, BigInt(p.freelist), true))
    expect(outcome.walk).toEqual(['page-type'])
    expect(outcome.check).toEqual(['page-type'])
  })

  test('whose key stands outside the page', () => {
    const outcome = damage(p => p.view.setUint32(p.element(branchOf(p), 3), 4000, true))
    expect(outcome.walk).toEqual(['element-overrun'])
    expect(outcome.check).toEqual(['element-overrun'])
    expect(outcome.lost).toEqual([])
  })

  test('whose keys are out of order', () => {
    const outcome = damage(p => {
      const key = p.element(branchOf(p), 3) + p.view.getUint32(p.element(branchOf(p), 3), true)
      p.bytes.fill(0, key, key + 8)
    })
    expect(outcome.check).toEqual(['key-order', 'key-outside-parent'])
    expect(outcome.lost).toEqual([])
  })

  test('chained deeper than any tree ends', () => {
    const p = patient('page-1k')
    // Every free page of a longer file becomes a branch with one child, the next page.
    const bytes = new Uint8Array(p.at(p.highWater + 200))
    bytes.set(p.bytes.subarray(0, p.at(p.highWater)))
    const view = new DataView(bytes.buffer)
    for (let page = p.highWater; page < p.highWater + 200; page++) {
      view.setBigUint64(p.at(page), BigInt(page), true)
      view.setUint16(p.at(page) + 8, 1, true)
      view.setUint16(p.at(page) + 10, 1, true)
      view.setUint32(p.at(page) + 16, 16, true)
      view.setUint32(p.at(page) + 20, 1, true)
      view.setBigUint64(p.at(page) + 24, BigInt(page + 1), true)
    }
    view.setBigUint64(p.element(branchOf(p), 3) + 8, BigInt(p.highWater), true)
    view.setBigUint64(p.at(p.meta) + 56, BigInt(p.highWater + 200), true)
    const sealed = Object.assign(Object.create(Object.getPrototypeOf(p)), p, {bytes, view}) as Patient
    sealed.seal(p.meta)
    expect(keysOf(bytes).codes).toContain('tree-too-deep')
    expect(checkIntegrity(open(bytes)).damage.map(d => d.code)).toContain('tree-too-deep')
  })
})
