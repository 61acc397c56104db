import {describe, expect, test} from 'vitest'
import {decodeTime, encodeTime, formatTime} from '../../../src/formats/raft/go-time.ts'

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'))
/** 2023-11-14T22:13:20.123456789Z */
const moment = 1_700_000_000_123_456_789n

describe('the time of an entry', () => {
  test.each([
    ['Go, UTC', '010000000edce5e800075bcd15ffff', moment],
    ['Go, another zone', '010000000edce5e800075bcd15003c', moment],
    ['Go, version 2', '020000000edce5e800075bcd15003c1e', moment],
    ['Go, zero', '01000000000000000000000000ffff', null],
    ['Go, before 1970', '010000000e7791f6ff3b9ac9ffffff', -1n],
    ['seconds', '6553f100', 1_700_000_000_000_000_000n],
    ['nanoseconds and seconds in one', '1d6f34546553f100', moment],
    ['nanoseconds, then seconds', '075bcd15000000006553f100', moment],
    ['a fraction that is none', '010000000edce5e8003b9aca00ffff', null],
  ])('%s', (_, hex, nanoseconds) => expect(decodeTime(bytes(hex))).toEqual({nanoseconds}))

  test.each(['', '00', '010000', '030000000edce5e800075bcd15ffff', '010000000edce5e800075bcd15003c1e'])(
    '%s is none',
    hex => {
      expect(decodeTime(bytes(hex))).toEqual({problem: expect.stringMatching(/^time of /)})
    },
  )

  test('is written as Go writes it', () => {
    expect(Buffer.from(encodeTime(moment)).toString('hex')).toBe('010000000edce5e800075bcd15ffff')
    expect(Buffer.from(encodeTime(null)).toString('hex')).toBe('01000000000000000000000000ffff')
    expect(Buffer.from(encodeTime(-1n)).toString('hex')).toBe('010000000e7791f6ff3b9ac9ffffff')
  })

  test.each([
    [moment, '2023-11-14T22:13:20.123456789Z'],
    [1_700_000_000_100_000_000n, '2023-11-14T22:13:20.1Z'],
    [0n, '1970-01-01T00:00:00Z'],
    [-1n, '1969-12-31T23:59:59.999999999Z'],
    [2n ** 63n * 1_000_000_000n, null],
  ])('%s reads %s', (nanoseconds, text) => expect(formatTime(nanoseconds)).toBe(text))
})
