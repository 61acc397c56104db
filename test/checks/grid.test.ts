import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {noLeaderChecks} from '../../src/checks/no-leader/index.ts'
import type {Facts} from '../../src/facts/types.ts'
import {diagnose} from '../../src/report/diagnose.ts'
import type {Report} from '../../src/report/types.ts'
import {expectedCases, factsOfCase, fixtures} from './captured-case.ts'

const verdicts = {ok: 'healthy', 'at-risk': 'at-risk', broken: 'broken'} as const
const exitCodes = {ok: 0, 'at-risk': 0, broken: 1} as const

/** Every captured cluster against every check: what fires is written down beside the capture. */
describe.each(expectedCases())('$name', ({name, verdict, cause}) => {
  test('verdict, cause and findings', async () => {
    const report = diagnosed(await factsOfCase(name))
    expect({verdict: report.verdict, cause: report.cause, exitCode: report.exitCode}).toEqual({
      verdict: verdicts[verdict],
      cause,
      exitCode: exitCodes[verdict],
    })
    const file = join(fixtures, name, 'expected-findings.json')
    expect(existsSync(file), `${file} is committed`).toBe(true)
    await expect(`${JSON.stringify(findingsOf(report), null, 2)}\n`).toMatchFileSnapshot(file)
  })
})

function diagnosed(facts: Facts): Report {
  const options = {command: 'no-leader', version: '0.0.0', failLevel: 'error', only: [], skip: [], facts: {}} as const
  return diagnose(facts, noLeaderChecks, options)
}

function findingsOf(report: Report) {
  return report.findings.map(({check, status, severity, subject, consequenceOf, repairs}) => ({
    check,
    status,
    severity,
    subject,
    consequenceOf,
    repairs,
  }))
}
