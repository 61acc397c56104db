import type {AnyCheck} from '../../src/checks/define-check.ts'
import {noLeaderChecks} from '../../src/checks/no-leader/index.ts'
import type {Facts} from '../../src/facts/types.ts'
import type {ReportView} from '../../src/present/report-view.ts'
import {describeFacts} from '../../src/report/describe-facts.ts'
import {diagnose} from '../../src/report/diagnose.ts'
import {locateServers} from '../../src/report/place-of.ts'
import type {FailLevel, Finding, Report} from '../../src/report/types.ts'

/** The report of `doctor no-leader` on these facts. */
export function reportOf(facts: Facts, failLevel: FailLevel = 'error'): Report {
  return diagnose(facts, noLeaderChecks, {
    command: 'no-leader',
    version: '0.0.0',
    failLevel,
    only: [],
    skip: [],
    facts: {...describeFacts(facts)},
    locate: locateServers(facts),
  })
}

/** A report as it goes into a format, with everything that the surroundings would say fixed. */
export function viewOf(report: Report, checks: readonly AnyCheck[] = noLeaderChecks): ReportView {
  return {
    report,
    checks,
    at: new Date('2026-01-02T03:04:05.678Z'),
    folder: '/srv/cluster',
    sourceRoot: '/srv',
    homepage: null,
    style: {colour: false, unicode: true, columns: 80},
    columns: null,
  }
}

/** A report that is made up around its findings. */
export function reportWith(findings: readonly Partial<Finding>[], report: Partial<Report> = {}): Report {
  const whole = findings.map(
    (f): Finding => ({
      check: 'server-id-changed',
      status: 'fail',
      severity: 'error',
      subject: 's1',
      message: 'it is broken',
      evidence: [],
      repairs: [],
      advice: [],
      confidence: 'high',
      consequenceOf: null,
      fingerprint: `sha256:${'0'.repeat(64)}`,
      ...f,
    }),
  )
  return {
    schemaVersion: 1,
    tool: {name: 'doctor', version: '0.0.0'},
    command: 'no-leader',
    verdict: 'broken',
    cause: whole[0]?.check ?? null,
    findings: whole,
    checks: whole.map(f => ({check: f.check, status: f.status, reason: f.subject})),
    facts: {},
    failLevel: 'error',
    exitCode: 1,
    ...report,
  }
}
