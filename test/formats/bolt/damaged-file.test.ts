import {describe, expect, test} from 'vitest'
import {checkIntegrity} from '../../../src/formats/bolt/check-integrity.ts'
import {damage, leafOf} from './damage-outcome.ts'
import {keysOf, open, patient} from './golden-store.ts'

describe('the root bucket', () => {
  test.each([0n, 1n, 100000n, 2n ** 63n])('on page %s', root => {
    const outcome = damage(p => p.setMeta(32, root))
    expect(outcome.keys).toEqual([])
    expect(outcome.walk).toEqual(['page-out-of-range'])
    expect(outcome.check).toEqual(['page-out-of-range'])
  })

  test('zeroed', () => {
    const outcome = damage(p => p.zero(p.root))
    expect(outcome.keys).toEqual([])
    expect(outcome.check).toEqual(['page-type'])
  })

  test('with a bucket too short to be one', () => {
    const outcome = damage(p => p.view.setUint32(p.element(p.root, 1) + 12, 15, true))
    expect(outcome.walk).toContain('bucket-header')
    expect(outcome.check).toContain('bucket-header')
    expect(outcome.keys).toEqual([])
  })

  test('with an inline bucket that is no leaf', () => {
    const p = patient('page-1k')
    const first = p.element(p.root, 0)
    const image = first + p.view.getUint32(first + 4, true) + 4 + 16
    p.view.setUint16(image + 8, 1, true)
    expect(keysOf(p.bytes, 'conf')).toEqual({keys: [], codes: ['inline-bucket']})
    expect(checkIntegrity(open(p.bytes)).damage.map(d => d.code)).toEqual(['inline-bucket'])
  })
})

describe('the file', () => {
  test('cut in the middle gives what is there', () => {
    const p = patient('page-1k')
    const half = p.bytes.slice(0, p.at(150) + 300)
    const {keys, codes} = keysOf(half)
    // The newest root lies at the end of the file: nothing leads to the log.
    expect(keys).toEqual([])
    expect(codes).toEqual(['page-out-of-range'])
    expect(checkIntegrity(open(half)).damage.map(d => d.code)).toContain('file-truncated')
  })

  test('cut behind its root loses only what is missing', () => {
    const p = patient('page-1k')
    const last = Math.max(p.root, p.logsRoot(), p.freelist)
    const leaves = Array.from({length: p.count(p.logsRoot())}, (_, i) => p.child(p.logsRoot(), i))
    expect(Math.max(...leaves)).toBeLessThan(p.highWater)
    const cut = p.bytes.slice(0, p.at(last + 1))
    const {keys} = keysOf(cut)
    expect(keys.length).toBeGreaterThan(0)
    if (last + 1 < p.highWater) expect(open(cut).damage.map(d => d.code)).toEqual(['file-truncated'])
  })

  test('with a high-water mark of 2^64-1 is read by its size', () => {
    const outcome = damage(p => p.setMeta(56, 2n ** 64n - 1n))
    expect(outcome.lost).toEqual([])
    expect(outcome.check).toContain('file-truncated')
  })

  test('mixed from two moments shows it', () => {
    // What a plain copy of a running store gives: old metas, pages of a later time.
    const p = patient('page-1k')
    const later = patient('page-1k')
    later.bytes.copyWithin(later.at(later.root), later.at(leafOf(later)), later.at(leafOf(later) + 1))
    p.bytes.set(later.bytes.subarray(2048), 2048)
    const {keys, codes} = keysOf(p.bytes)
    expect(keys).toEqual([])
    expect(codes).toContain('page-id-mismatch')
  })
})

describe('metas', () => {
  test.each([0, 1] as const)('with a foreign header on page %i', page => {
    expect(damage(p => p.view.setUint16(p.at(page) + 8, 0, true)).check).toEqual(['meta-header'])
    expect(damage(p => p.view.setBigUint64(p.at(page), 5n, true)).check).toEqual(['meta-header'])
  })
})

test('a ruined file gives a readable number of damages', () => {
  const outcome = checkIntegrity(
    open(
      (() => {
        const p = patient('page-1k')
        for (let i = 0; i < p.count(p.logsRoot()); i++) {
          const branch = p.child(p.logsRoot(), i)
          for (let k = 0; k < p.count(branch); k++) p.zero(p.child(branch, k))
        }
        return p.bytes
      })(),
    ),
  )
  expect(outcome.damage.length).toBe(21)
  expect(outcome.damage.at(-1)).toMatchObject({code: 'page-type', page: null, message: '279 more of this kind'})
})
