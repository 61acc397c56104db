import {expect, test} from 'vitest'
import {chooseChecks} from '../../src/terminal/choose-checks.ts'

const known = ['quorum-lost', 'two-voters']

test('ids once each, blanks left out', () => {
  expect(chooseChecks(['two-voters', ' quorum-lost', 'two-voters', ''], known)).toEqual(['two-voters', 'quorum-lost'])
  expect(chooseChecks(undefined, known)).toEqual([])
})

test('an unknown id is refused with the nearest one', () => {
  expect(() => chooseChecks(['quorum-lots'], known)).toThrowError(
    expect.objectContaining({
      code: 'UNKNOWN_CHECK',
      exit: 2,
      suggestions: expect.arrayContaining(['did you mean quorum-lost?']),
    }),
  )
})
