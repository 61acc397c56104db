import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {parseExactJson} from '../../../src/formats/dkron/exact-json.ts'

describe('parseExactJson', () => {
  it('keeps long integers as their digits and leaves everything else alone', () => {
    const text = String.raw`{"group":1700000000123456789,"min":-9223372036854775808,"n":12,"f":0.1234567890123456,
      "e":12345678901234567e3,"s":"1700000000123456789 \" 1700000000123456789","1700000000123456789":1}`
    expect(parseExactJson(text)).toEqual({
      value: {
        group: '1700000000123456789',
        min: '-9223372036854775808',
        n: 12,
        f: 0.1234567890123456,
        e: 12345678901234567e3,
        s: '1700000000123456789 " 1700000000123456789',
        '1700000000123456789': 1,
      },
    })
  })

  it('agrees with JSON.parse wherever no long integer stands', () => {
    fc.assert(
      fc.property(fc.json({noUnicodeString: false}), text => {
        const expected = JSON.parse(text)
        fc.pre(!/\d{16,}/.test(text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')))
        expect(parseExactJson(text)).toEqual({value: expected})
      }),
    )
  })

  it.each([
    ['escapes', `{"a":"${'\\n'.repeat(4_000_000)}"}`],
    ['escaped quotes and no end', `{"a":"${'\\"'.repeat(4_000_000)}`],
    ['quotes', '"'.repeat(4_000_000)],
    ['digits', '9'.repeat(4_000_000)],
    ['brackets', '['.repeat(4_000_000)],
  ])(
    'millions of %s neither hang nor overflow',
    (_, text) => {
      const parsed = parseExactJson(text)
      expect('value' in parsed || 'problem' in parsed).toBe(true)
    },
    60_000,
  )
})
