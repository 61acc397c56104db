import type {ExitCode} from '../exit-codes.ts'

/** The report: the one value every rendering is made from, and the contract of `--json`. */

export type Severity = 'error' | 'warning' | 'info'
export type Status = 'pass' | 'fail' | 'skip' | 'unknown'
export type Verdict = 'healthy' | 'at-risk' | 'broken' | 'unknown'
export type Confidence = 'high' | 'medium' | 'low'

/** One quoted piece of evidence: where it stands and what it says. */
export interface Evidence {
  /** File, index, path of an answer, line of a log: `raft/raft.db, log index 1`. */
  readonly source: string
  readonly value: string
}

export interface Finding {
  readonly check: string
  readonly status: 'fail' | 'unknown'
  readonly severity: Severity
  /** Server, file or worker it is about. */
  readonly subject: string
  readonly message: string
  readonly evidence: readonly Evidence[]
  /** Ids of repairs that are true for this version and case, safest first. */
  readonly repairs: readonly string[]
  /** What a person does about it, when it is not (only) a repair of ours: commands or sentences. */
  readonly advice: readonly string[]
  readonly confidence: Confidence
  /** Id of the finding this one follows from; null for a finding of its own. */
  readonly consequenceOf: string | null
  /** Stable over runs: check id, subject and its key, no times, no addresses that change. */
  readonly fingerprint: string
}

export interface CheckResult {
  readonly check: string
  readonly status: Status
  /** Why skipped or unknown; what was found when it failed. */
  readonly reason: string
}

export interface Report {
  readonly schemaVersion: 1
  readonly tool: {readonly name: 'doctor'; readonly version: string}
  readonly command: string
  readonly verdict: Verdict
  /** The one check that explains the outage; null when nothing is broken. */
  readonly cause: string | null
  /** The cause first, its consequences after it, then the rest by severity. */
  readonly findings: readonly Finding[]
  readonly checks: readonly CheckResult[]
  readonly facts: Readonly<Record<string, unknown>>
  readonly exitCode: ExitCode
}
