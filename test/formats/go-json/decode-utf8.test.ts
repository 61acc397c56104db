import fc from 'fast-check'
import {expect, test} from 'vitest'
import {decodeUtf8} from '../../../src/formats/go-json/decode-utf8.ts'

const decode = (...bytes: number[]) => decodeUtf8(Uint8Array.from(bytes))

test('a cut-off sequence gives one U+FFFD a byte, as in Go', () => {
  expect(decode(0xe2, 0x82)).toBe('\ufffd\ufffd')
  expect(decode(0xf0, 0x9f, 0x98, 0x3a)).toBe('\ufffd\ufffd\ufffd:')
  expect(decode(0xed, 0xa0, 0x80)).toBe('\ufffd\ufffd\ufffd')
  expect(decode(0xc0, 0x80, 0xff)).toBe('\ufffd\ufffd\ufffd')
  expect(decode(0xe2, 0x82, 0xac, 0x80)).toBe('€\ufffd')
})

test('valid text is read as it is, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({unit: 'binary'}), text => {
      expect(decodeUtf8(Buffer.from(text))).toBe(Buffer.from(text).toString('utf8'))
    }),
  )
})
