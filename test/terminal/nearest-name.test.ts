import fc from 'fast-check'
import {expect, test} from 'vitest'
import {editDistance, nearestName} from '../../src/terminal/nearest-name.ts'

const names = ['server-id-changed', 'server-id-not-pinned', 'quorum-lost', 'two-voters']

test.each([
  ['server-id-chnaged', 'server-id-changed'],
  ['quorumlost', 'quorum-lost'],
  ['QUORUM-LOST', 'quorum-lost'],
  ['voters', 'two-voters'],
  ['id-changed', 'server-id-changed'],
])('%s is taken for %s', (typed, name) => {
  expect(nearestName(typed, names)).toBe(name)
})

test.each(['xyzzy', 'leader', ''])('%s is near to nothing', typed => {
  expect(nearestName(typed, names)).toBeNull()
})

test('distance is that of a path of single edits', () => {
  expect(editDistance('kitten', 'sitting')).toBe(3)
  expect(editDistance('ab', 'ba')).toBe(1)
  fc.assert(
    fc.property(fc.string({maxLength: 12}), fc.string({maxLength: 12}), (a, b) => {
      const d = editDistance(a, b)
      expect(d).toBe(editDistance(b, a))
      expect(d === 0).toBe(a === b)
      expect(d).toBeGreaterThanOrEqual(Math.abs(a.length - b.length))
      expect(d).toBeLessThanOrEqual(Math.max(a.length, b.length))
    }),
  )
})
