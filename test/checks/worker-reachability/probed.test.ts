import {describe, expect, test} from 'vitest'
import {diagnosed, verdictOf} from './diagnosed.ts'
import {probedCases} from './probed-cases.ts'

describe('captures with what a probe sees', async () => {
  test.each(await probedCases())('$name', ({c, gives}) => {
    expect(verdictOf(diagnosed(c))).toEqual(gives)
  })
})
