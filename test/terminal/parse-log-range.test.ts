import {expect, test} from 'vitest'
import {parseLogRange} from '../../src/terminal/parse-log-range.ts'

const log = {first: 3n, last: 21n}

test.each([
  ['5', 5n, 5n],
  ['1..20', 1n, 20n],
  ['7..', 7n, 21n],
  ['..9', 3n, 9n],
  ['..', 3n, 21n],
  ['~10', 12n, 21n],
  ['~100', 3n, 21n],
  ['18446744073709551615', 18446744073709551615n, 18446744073709551615n],
])('%s', (text, from, to) => {
  expect(parseLogRange(text, log)).toEqual({from, to})
})

test.each(['', 'x', '5-9', '-1', '9..5', '~', '1...2', '1e3', ' 5'])('"%s" is no range', text => {
  expect(() => parseLogRange(text, log)).toThrowError(expect.objectContaining({code: 'BAD_USAGE'}))
})
