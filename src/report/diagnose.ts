import {createHash} from 'node:crypto'
import type {AnyCheck, Check, Failure, Outcome, Question} from '../checks/define-check.ts'
import {failEach} from '../checks/define-check.ts'
import type {ExitCode} from '../exit-codes.ts'
import {exitCodes} from '../exit-codes.ts'
import {fillMessage} from './fill-message.ts'
import {type Locate, placeOf} from './place-of.ts'
import type {CheckResult, FailLevel, Finding, Report, Severity, Suppression, Verdict} from './types.ts'

export interface DiagnoseOptions {
  readonly command: string
  readonly version: string
  readonly failLevel: FailLevel
  /** Check ids to run; all when empty. */
  readonly only: readonly string[]
  readonly skip: readonly string[]
  /** Shown under `facts`. */
  readonly facts: Readonly<Record<string, unknown>>
  /** Knows where subjects are written; left out, only evidence gives a finding its place. */
  readonly locate?: Locate
  /** Says of a failure that it is lived with; left out, none is. */
  readonly suppress?: Suppress
}

/** Why a finding fails nothing for now; null when it counts. Questions that stayed open are never suppressed. */
export type Suppress = (finding: Pick<Finding, 'check' | 'subject' | 'severity' | 'fingerprint'>) => Suppression | null

interface Ran {
  readonly check: AnyCheck
  readonly outcome: Outcome
}

/**
 * Runs the checks over the facts and makes the report. Pure. A check that throws counts as `unknown` and is named as
 * a defect of this tool; the others still run.
 */
export function diagnose<F>(facts: F, checks: readonly Check<F, string>[], options: DiagnoseOptions): Report {
  const ran = checks.filter(c => isWanted(c, options)).map(check => ({check, outcome: runSafely(check, facts)}))
  // What is suppressed is no cause and explains nothing.
  const counting = ran.map(r => withoutSuppressed(r, options.suppress))
  const cause = causeOf(counting)
  const findings = orderFindings(
    ran.flatMap(r => findingsOf(r, counting, options)),
    cause,
  )
  const verdict = verdictOf(findings, ran)
  return {
    schemaVersion: 1,
    tool: {name: 'doctor', version: options.version},
    command: options.command,
    verdict,
    cause,
    findings,
    checks: checks.map(c => resultOf(c, ran)),
    facts: options.facts,
    failLevel: options.failLevel,
    exitCode: exitCodeOf(findings, verdict, options.failLevel),
  }
}

function isWanted(check: AnyCheck, options: DiagnoseOptions): boolean {
  if (options.skip.includes(check.id)) return false
  return options.only.length === 0 || options.only.includes(check.id)
}

function runSafely<F>(check: Check<F, string>, facts: F): Outcome {
  try {
    return check.run(facts)
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error)
    return {status: 'unknown', reason: `defect of doctor: the check itself failed (${what})`}
  }
}

/**
 * The cause is the failing error that no other failing error explains; of several the first in catalogue order.
 * Findings of low confidence explain nothing and are no cause while a surer one stands.
 */
function causeOf(ran: readonly Ran[]): string | null {
  const errors = ran.filter(r => failuresOf(r).some(f => severityOf(r.check, f) === 'error'))
  const explained = new Set(errors.flatMap(r => r.check.explains))
  const roots = errors.filter(r => !explained.has(r.check.id))
  const sure = roots.filter(r => failuresOf(r).some(f => f.confidence !== 'low'))
  return (sure[0] ?? roots[0] ?? errors[0])?.check.id ?? null
}

function failuresOf(r: Ran): readonly Failure[] {
  return r.outcome.status === 'fail' ? r.outcome.failures : []
}

function severityOf(check: AnyCheck, failure: Failure): Severity {
  return failure.severity ?? check.severity
}

function withoutSuppressed(r: Ran, suppress: Suppress | undefined): Ran {
  const failures = failuresOf(r)
  const left = failures.filter(f => suppressionOf(r.check, f, suppress) === null)
  return left.length === failures.length ? r : {...r, outcome: failEach(left)}
}

function suppressionOf(check: AnyCheck, failure: Failure, suppress: Suppress | undefined): Suppression | null {
  const {subject, key = ''} = failure
  const severity = severityOf(check, failure)
  return suppress?.({check: check.id, subject, severity, fingerprint: fingerprint(check.id, subject, key)}) ?? null
}

function findingsOf(r: Ran, counting: readonly Ran[], {locate, suppress}: DiagnoseOptions): readonly Finding[] {
  const {check, outcome} = r
  if (outcome.status === 'unknown' && outcome.blocking !== false) {
    return [outcome, ...(outcome.also ?? [])].map(question => openFinding(check, question, locate))
  }
  return failuresOf(r).map(failure => {
    const suppressed = suppressionOf(check, failure, suppress)
    return {
      check: check.id,
      status: 'fail' as const,
      severity: severityOf(check, failure),
      subject: failure.subject,
      message: fillMessage(failure.message ?? check.message, failure.params),
      evidence: failure.evidence,
      repairs: failure.confidence === 'low' ? [] : (failure.repairs ?? []),
      advice: failure.advice ?? [],
      confidence: failure.confidence ?? 'high',
      consequenceOf: suppressed ? null : explainerOf(check, counting),
      fingerprint: fingerprint(check.id, failure.subject, failure.key ?? ''),
      ...placeOf(failure.evidence, locate?.(failure.subject)),
      ...(suppressed && {suppressed}),
    }
  })
}

function openFinding(check: AnyCheck, question: Question, locate: Locate | undefined): Finding {
  const {reason, evidence = [], advice = [], subject = check.title} = question
  return {
    check: check.id,
    status: 'unknown',
    severity: check.severity,
    subject,
    message: reason,
    evidence,
    repairs: [],
    advice,
    confidence: 'high',
    consequenceOf: null,
    fingerprint: fingerprint(check.id, subject, 'unknown'),
    ...placeOf(evidence, locate?.(subject)),
  }
}

/** The first failing error that names this check among what it explains. */
function explainerOf(check: AnyCheck, all: readonly Ran[]): string | null {
  const explainer = all.find(
    r =>
      r.check.id !== check.id &&
      r.check.explains.includes(check.id) &&
      failuresOf(r).some(f => severityOf(r.check, f) === 'error'),
  )
  return explainer?.check.id ?? null
}

const severityRank: Record<Severity, number> = {error: 0, warning: 1, info: 2}

/** The cause, its consequences, failures by severity, what could not be determined, then what is lived with. */
function orderFindings(findings: readonly Finding[], cause: string | null): readonly Finding[] {
  const group = (f: Finding) => {
    if (f.suppressed) return 4
    if (f.status === 'unknown') return 3
    if (f.check === cause && f.severity === 'error') return 0
    return f.consequenceOf === cause && cause !== null ? 1 : 2
  }
  return findings
    .map((finding, position) => ({finding, position}))
    .sort(
      (a, b) =>
        group(a.finding) - group(b.finding) ||
        severityRank[a.finding.severity] - severityRank[b.finding.severity] ||
        a.position - b.position,
    )
    .map(x => x.finding)
}

function verdictOf(findings: readonly Finding[], ran: readonly Ran[]): Verdict {
  const counting = findings.filter(f => !f.suppressed)
  if (counting.some(f => f.status === 'fail' && f.severity === 'error')) return 'broken'
  if (ran.some(r => r.outcome.status === 'unknown' && r.outcome.blocking !== false)) return 'unknown'
  return counting.some(f => f.severity === 'warning') ? 'at-risk' : 'healthy'
}

function resultOf(check: AnyCheck, ran: readonly Ran[]): CheckResult {
  const r = ran.find(x => x.check === check)
  if (!r) return {check: check.id, status: 'skip', reason: 'not asked for'}
  const {outcome} = r
  if (outcome.status === 'pass') return {check: check.id, status: 'pass', reason: ''}
  if (outcome.status === 'fail') {
    const subjects = outcome.failures.map(f => f.subject)
    return {check: check.id, status: 'fail', reason: subjects.join(', ')}
  }
  return {check: check.id, status: outcome.status, reason: outcome.reason}
}

function exitCodeOf(findings: readonly Finding[], verdict: Verdict, failLevel: FailLevel): ExitCode {
  const levels: readonly Severity[] =
    failLevel === 'never' ? [] : failLevel === 'warning' ? ['error', 'warning'] : ['error']
  if (findings.some(f => f.status === 'fail' && !f.suppressed && levels.includes(f.severity))) return exitCodes.findings
  return verdict === 'unknown' ? exitCodes.undetermined : exitCodes.ok
}

function fingerprint(check: string, subject: string, key: string): string {
  return `sha256:${createHash('sha256')
    .update(JSON.stringify([check, subject, key]))
    .digest('hex')}`
}
