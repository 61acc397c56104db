import {describe, expect, test} from 'vitest'
import {agentOnlyChecks} from '../../src/checks/agent-reachability/index.ts'
import type {Check, Failure} from '../../src/checks/define-check.ts'
import {noLeaderChecks} from '../../src/checks/no-leader/index.ts'
import {fillMessage} from '../../src/report/fill-message.ts'
import type {ExpectedFailure} from './check-case.ts'
import {loadCases} from './load-cases.ts'

for (const [id, cases] of [...(await loadCases()), ...(await loadCases('agent-reachability'))]) {
  const check = [...noLeaderChecks, ...agentOnlyChecks].find(c => c.id === id)
  describe(id, () => {
    test.each(cases)('$name', ({facts, gives}) => {
      if (!check) throw new Error(`no check "${id}"`)
      const outcome = check.run(facts)
      if (gives.status === 'fail' && outcome.status === 'fail') {
        expect(outcome.failures.map((f, i) => seen(check, f, gives.failures[i]))).toEqual(gives.failures)
      } else if (gives.status === 'unknown' && outcome.status === 'unknown') {
        expect(outcome.blocking ?? true).toBe(gives.blocking)
        if (gives.reason) expect(outcome.reason).toBe(gives.reason)
        if (gives.advice) expect(outcome.advice?.join('\n')).toContain(gives.advice)
      } else {
        expect(outcome).toMatchObject({status: gives.status})
      }
    })
  })
}

/** The firing, as far as the expectation names its parts. */
function seen(check: Check, failure: Failure, expected: ExpectedFailure | undefined): ExpectedFailure {
  const quotes = failure.evidence.map(e => `${e.source}: ${e.value}`).join('\n')
  return {
    severity: failure.severity ?? check.severity,
    ...(expected?.subject !== undefined && {subject: failure.subject}),
    ...(expected?.message !== undefined && {message: fillMessage(failure.message ?? check.message, failure.params)}),
    ...(expected?.repairs && {repairs: failure.repairs ?? []}),
    ...(expected?.confidence && {confidence: failure.confidence ?? 'high'}),
    ...(expected?.advice !== undefined && {advice: holding(failure.advice?.join('\n') ?? '', expected.advice)}),
    ...(expected?.quote !== undefined && {quote: holding(quotes, expected.quote)}),
  }
}

/** The wanted part when it is there, else the whole, so that a failing test shows it. */
function holding(text: string, part: string): string {
  return text.includes(part) ? part : text
}
