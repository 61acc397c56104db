import {describe, expect, it} from 'vitest'
import {
  compareTimestamps,
  formatTimestamp,
  isUnfinished,
  timeOf,
  unixNano,
} from '../../../src/formats/dkron/timestamp.ts'

describe('formatTimestamp', () => {
  // Right-hand sides as Go's time.Time writes them in JSON.
  it.each([
    [0n, 0, '1970-01-01T00:00:00Z'],
    [1_795_231_056n, 50_574_046, '2026-11-21T03:17:36.050574046Z'],
    [1_700_000_000n, 250_000_000, '2023-11-14T22:13:20.25Z'],
    [-62_135_596_800n, 0, '0001-01-01T00:00:00Z'],
    [253_402_300_799n, 999_999_999, '9999-12-31T23:59:59.999999999Z'],
    [-1n, 999_999_999, '1969-12-31T23:59:59.999999999Z'],
    [10n, -1, '1970-01-01T00:00:09.999999999Z'],
    [10n, 2_000_000_001, '1970-01-01T00:00:12.000000001Z'],
  ])('%s s %s ns', (seconds, nanos, text) => {
    expect(formatTimestamp({seconds, nanos})).toBe(text)
  })

  it.each([253_402_300_800n, -62_135_596_801n, 2n ** 63n - 1n, -(2n ** 63n)])('%s has no calendar date', seconds => {
    expect(formatTimestamp({seconds, nanos: 0})).toBeNull()
  })
})

describe('other times', () => {
  it('compares by nanosecond', () => {
    expect(compareTimestamps({seconds: 1n, nanos: 5}, {seconds: 1n, nanos: 6})).toBeLessThan(0)
    expect(compareTimestamps({seconds: 1n, nanos: 1_000_000_000}, {seconds: 2n, nanos: 0})).toBe(0)
  })

  it('wraps nanoseconds as Go does', () => {
    // time.Time{}.UnixNano() in Go
    expect(unixNano({seconds: -62_135_596_800n, nanos: 0})).toBe(-6_795_364_578_871_345_152n)
  })

  it('tells what has not ended', () => {
    expect(isUnfinished(null)).toBe(true)
    expect(isUnfinished({seconds: -62_135_596_800n, nanos: 0})).toBe(true)
    expect(isUnfinished({seconds: 1n, nanos: 0})).toBe(false)
  })

  it('takes a nullable time only with its mark', () => {
    expect(timeOf(null)).toBeNull()
    expect(timeOf({has_value: false, time: {seconds: 5n, nanos: 0}})).toBeNull()
    expect(timeOf({has_value: true, time: null})).toEqual({seconds: 0n, nanos: 0})
  })
})
