import {expect} from 'vitest'
import {diagnose} from './diagnose.ts'
import type {Lab} from './lab.ts'
import type {Scenario} from './scenario.ts'

const exitCodes = {healthy: 0, 'at-risk': 0, broken: 1} as const

/** What the doctor says on the host of the primary: verdict, cause, and the way of each worker's identity in the text. */
export async function expectDiagnosis(lab: Lab, {expected, warning, given = []}: Scenario): Promise<void> {
  const {code, report, text} = await diagnose(lab, ['--primary', 'p1', ...given])
  const warned = report.findings.find(f => f.status === 'fail' && f.severity === 'warning')?.check
  const {verdict, cause, findings, facts} = report
  const told = JSON.stringify({findings, unread: facts.unread, dialled: facts.dialled}, null, 1)
  expect({verdict, cause, warned: verdict === 'at-risk' ? warned : undefined, code}, `${text}\n${told}`).toEqual({
    ...expected,
    warned: warning,
    code: exitCodes[expected.verdict],
  })
  for (const worker of report.facts.workers) {
    const words = [
      ...worker.typed.map(t => t.host),
      worker.reported.hostname,
      worker.reported.ip,
      worker.stored?.hostname,
      worker.stored?.ip,
      worker.dialled?.url,
      ...worker.answeredBy,
    ]
    for (const word of words) if (word) expect(text).toContain(word)
  }
  // Begins every key that the lab plants.
  expect(JSON.stringify(report) + text).not.toContain('planted-')
}
