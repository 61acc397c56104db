import {expect, test} from 'vitest'
import {parseDuration} from '../../src/terminal/parse-duration.ts'

test.each([
  ['30', 30_000],
  ['30s', 30_000],
  ['500ms', 500],
  ['1.5m', 90_000],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
])('%s', (text, ms) => expect(parseDuration(text)).toBe(ms))

test.each(['', '0', '0s', '-1s', 's', '1w', '1m30s', '1e3', '25d', 'NaN'])('"%s" is none', text => {
  expect(() => parseDuration(text)).toThrow('no length of time')
})
