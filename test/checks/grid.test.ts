import {describe, expect, test} from 'vitest'
import {noLeaderChecks} from '../../src/checks/no-leader/index.ts'
import {diagnose} from '../../src/report/diagnose.ts'
import {expectedCases, factsOfCase} from './captured-case.ts'

const verdicts = {ok: 'healthy', 'at-risk': 'at-risk', broken: 'broken'}
describe.each(expectedCases())('$name', ({name, verdict, cause}) => {
  test('verdict and cause', async () => {
    const facts = await factsOfCase(name)
    const report = diagnose(facts, noLeaderChecks, {
      command: 'no-leader',
      version: '0',
      failLevel: 'error',
      only: [],
      skip: [],
      facts: {},
    })
    console.log(
      name,
      report.verdict,
      report.cause,
      '\n',
      report.findings
        .map(
          f =>
            `   ${f.check} ${f.status} ${f.severity} [${f.subject}] <- ${f.consequenceOf} conf=${f.confidence} rep=${f.repairs} :: ${f.message}`,
        )
        .join('\n'),
    )
    expect({verdict: report.verdict, cause: report.cause}).toEqual({verdict: verdicts[verdict], cause})
  })
})
