import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {Crc64} from '../../src/formats/crc64.ts'

const polynomial = 0xc96c5795d7870f42n
const all = 2n ** 64n - 1n

/** Bit by bit, straight from the definition. */
function reference(bytes: Uint8Array): string {
  let crc = all
  for (const byte of bytes) {
    crc ^= BigInt(byte)
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1n) === 1n ? (crc >> 1n) ^ polynomial : crc >> 1n
  }
  return (crc ^ all).toString(16).padStart(16, '0')
}

const crcOf = (...parts: readonly Uint8Array[]) => {
  const crc = new Crc64()
  for (const part of parts) crc.update(part)
  return crc.hex()
}

describe('CRC-64/XZ', () => {
  test('has the published check value', () => {
    expect(crcOf(new TextEncoder().encode('123456789'))).toBe('995dc9bbdf1939fa')
    expect(crcOf()).toBe('0000000000000000')
  })

  test('equals the definition, however the bytes are cut into pieces', () => {
    const bytes = fc.uint8Array({maxLength: 100})
    fc.assert(
      fc.property(bytes, bytes, bytes, (a, b, c) => {
        expect(crcOf(a, b, c)).toBe(reference(Buffer.concat([a, b, c])))
      }),
    )
  })
})
