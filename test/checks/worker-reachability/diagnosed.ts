import type {Case} from '../../../src/case/case.ts'
import {workerReachabilityChecks} from '../../../src/checks/worker-reachability/index.ts'
import {deriveCronicle} from '../../../src/facts/cronicle/derive-cronicle.ts'
import {diagnose} from '../../../src/report/diagnose.ts'
import type {Report} from '../../../src/report/types.ts'

export function diagnosed(c: Case): Report {
  return diagnose(deriveCronicle(c), workerReachabilityChecks, {
    command: 'worker-reachability',
    version: '0.0.0',
    failLevel: 'error',
    only: [],
    skip: [],
    facts: {},
  })
}

/** Verdict with the cause, or with the warning that a report without errors begins with. */
export function verdictOf(report: Report): readonly [string, string | null] {
  const warning = report.findings.find(f => f.status === 'fail' && f.severity === 'warning')
  return [report.verdict, report.cause ?? warning?.check ?? null]
}
