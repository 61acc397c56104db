import {decode, encode} from '@msgpack/msgpack'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {MsgpackReader} from '../../../src/formats/msgpack/reader.ts'
import {MsgpackWriter} from '../../../src/formats/msgpack/writer.ts'

const integer = fc.bigInt(0n, 2n ** 64n - 1n)
const anyValue = fc.anything({withBigInt: false, withDate: true, withTypedArray: false, maxDepth: 4})
/** Values of every kind, in the encoding of an independent library. */
const anyBytes = anyValue.map(value => encode(JSON.parse(JSON.stringify(value ?? null) ?? 'null')))

describe('reading', () => {
  test('steps over one value of any kind, and not a byte further', () => {
    const extension = fc.constantFrom(
      'd40500',
      'd5050000',
      'd6ff00000000',
      'd7ff0000000000000000',
      `d805${'00'.repeat(16)}`,
    )
    const odd = fc.oneof(
      extension,
      fc.constantFrom('c70305000000', 'c8000105ff', 'c9000000010500', 'ca00000000', `cb${'00'.repeat(8)}`),
    )
    const value = fc.oneof(
      anyBytes,
      odd.map(hex => Uint8Array.from(Buffer.from(hex, 'hex'))),
    )
    fc.assert(
      fc.property(value, fc.uint8Array({maxLength: 5}), (bytes, more) => {
        const reader = new MsgpackReader(Buffer.concat([bytes, more]))
        reader.skip()
        expect([reader.problem, reader.left]).toEqual([null, more.length])
      }),
      {numRuns: 1000},
    )
  })

  test('takes integers of every width', () => {
    for (const [hex, value] of [
      ['7f', 127],
      ['ccff', 255],
      ['cdffff', 65535],
      ['ceffffffff', 4294967295],
      ['cf001fffffffffffff', Number.MAX_SAFE_INTEGER],
      ['cf0020000000000000', 2n ** 53n],
      ['cfffffffffffffffff', 2n ** 64n - 1n],
      ['d07f', 127],
      ['d17fff', 32767],
      ['d27fffffff', 2147483647],
      ['d37fffffffffffffff', 2n ** 63n - 1n],
      ['c0', 0],
    ] as const) {
      expect(new MsgpackReader(Buffer.from(hex, 'hex')).unsigned(), hex).toBe(value)
    }
  })

  test.each([
    ['ff', 'negative number at byte 0'],
    ['d080', 'negative number at byte 0'],
    ['a131', '0xa1 instead of a number at byte 0'],
    ['cd01', '2 bytes announced, 1 left, at byte 1'],
    ['', 'ends too early at byte 0'],
  ])('tells what is wrong with %s', (hex, problem) => {
    const reader = new MsgpackReader(Buffer.from(hex, 'hex'))
    expect(reader.unsigned()).toBe(0)
    expect(reader.problem).toBe(problem)
  })

  test('keeps the first problem, and gives empty values after it', () => {
    const reader = new MsgpackReader(Buffer.from('c1a3616263', 'hex'))
    expect([reader.mapLength(), reader.arrayLength(), reader.raw(), reader.key(), reader.unsigned()]).toEqual([
      0,
      0,
      null,
      '',
      0,
    ])
    expect(reader.problem).toBe('0xc1 instead of a map at byte 0')
  })
})

describe('writing', () => {
  test('is understood by an independent library', () => {
    fc.assert(
      fc.property(integer, fc.string({maxLength: 300}), fc.uint8Array({maxLength: 300}), (number, text, bytes) => {
        const written = new MsgpackWriter().array(4).unsigned(number).raw(text).raw(bytes).raw(null).bytes()
        const raw = decode(written, {rawStrings: true, useBigInt64: true}) as unknown[]
        expect(BigInt(raw[0] as number | bigint)).toBe(number)
        expect([raw[1], raw[2], raw[3]]).toEqual([new TextEncoder().encode(text), bytes, null])
      }),
    )
  })

  test('takes lengths beyond 65,535 and arrays beyond 15', () => {
    const long = new Uint8Array(70_000).fill(7)
    expect(decode(new MsgpackWriter().raw(long).bytes(), {rawStrings: true})).toEqual(long)
    for (const items of [15, 16, 65_536]) {
      const writer = new MsgpackWriter().array(items)
      for (let i = 0; i < items; i++) writer.unsigned(1)
      expect((decode(writer.bytes()) as unknown[]).length).toBe(items)
    }
  })
})
