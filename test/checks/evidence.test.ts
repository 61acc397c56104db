import {describe, expect, test} from 'vitest'
import {noLeaderChecks} from '../../src/checks/no-leader/index.ts'
import type {Facts} from '../../src/facts/types.ts'
import {diagnose} from '../../src/report/diagnose.ts'
import type {Report} from '../../src/report/types.ts'
import type {Kind} from './captured-case.ts'
import {expectedCases, unpackCase} from './captured-case.ts'

/** What people have at hand: not everything, and not always the same. */
const atHand: readonly (readonly Kind[])[] = [
  ['dataDirs'],
  ['dataDirs', 'log'],
  ['dataDirs', 'compose'],
  ['dataDirs', 'api'],
  ['dataDirs', 'inspect'],
  ['dataDirs', 'inspect', 'api'],
  ['inspect', 'log'],
  ['inspect', 'log', 'api', 'compose'],
  ['api'],
  ['compose'],
]

/** Faults that are only seen when running servers are asked. */
const needsAnswers: readonly string[] = ['quorum-lost']

describe.each(expectedCases())('$name with less evidence', ({name, verdict, cause}) => {
  test('says nothing false', async () => {
    const factsOf = unpackCase(name)
    for (const kinds of atHand) {
      const {verdict: found, cause: named, checks} = diagnosed(await factsOf(kinds))
      const what = `${kinds.join(', ')} give ${found}, ${named}`
      expect(checks.filter(c => c.reason.includes('defect of doctor'))).toEqual([])
      if (verdict !== 'broken') expect(found, what).not.toBe('broken')
      // Without inspect the present ID is mostly unknown, without the data-dir the stored one is.
      else if (kinds.includes('dataDirs') && kinds.includes('inspect')) {
        const known = kinds.includes('api') || !needsAnswers.includes(cause ?? '')
        expect({found, named}, what).toEqual(known ? {found: 'broken', named: cause} : {found: 'unknown', named: null})
      }
    }
  }, 180_000)

  test('nothing at all is never healthy', async () => {
    expect(diagnosed(await unpackCase(name)([])).exitCode).toBe(3)
  })
})

function diagnosed(facts: Facts): Report {
  const options = {command: 'no-leader', version: '0.0.0', failLevel: 'error', only: [], skip: [], facts: {}} as const
  return diagnose(facts, noLeaderChecks, options)
}
