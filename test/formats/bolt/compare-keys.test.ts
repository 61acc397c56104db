import fc from 'fast-check'
import {expect, test} from 'vitest'
import {compareKeys} from '../../../src/formats/bolt/compare-keys.ts'

const key = fc.oneof(
  fc.uint8Array({maxLength: 20}),
  fc.uint8Array({minLength: 8, maxLength: 8}),
  // Alike but for a byte or two.
  fc.array(fc.constantFrom(0, 1, 255), {maxLength: 12}).map(bytes => Uint8Array.from(bytes)),
)

/** The key somewhere among other bytes. */
function placed(bytes: Uint8Array, at: number) {
  const around = new Uint8Array(bytes.length + 2 * at).fill(0x7f)
  around.set(bytes, at)
  return {view: new DataView(around.buffer), at, size: bytes.length}
}

test('keys compare as their bytes do', () => {
  fc.assert(
    fc.property(key, key, fc.nat(9), fc.nat(9), (a, b, aAt, bAt) => {
      const {view, at, size} = placed(a, aAt)
      expect(Math.sign(compareKeys(view, at, size, placed(b, bAt)))).toBe(Buffer.compare(a, b))
      expect(compareKeys(view, at, size, placed(a, bAt))).toBe(0)
    }),
    {numRuns: 2000},
  )
})
