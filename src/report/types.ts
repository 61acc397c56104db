import type {ExitCode} from '../exit-codes.ts'

/** The report: the one value every rendering is made from, and the contract of `--json`. */

export type Severity = 'error' | 'warning' | 'info'
export type Status = 'pass' | 'fail' | 'skip' | 'unknown'
export type Verdict = 'healthy' | 'at-risk' | 'broken' | 'unknown'
export type Confidence = 'high' | 'medium' | 'low'

/** Least severity that ends with exit code 1. */
export type FailLevel = 'error' | 'warning' | 'never'

/** A place a person can open. Line and column count from 1; a file without lines has neither. */
export interface ReportPlace {
  /** As given: absolute, or from the folder doctor ran in. */
  readonly file: string
  readonly line?: number
  readonly column?: number
}

/** One quoted piece of evidence: where it stands and what it says. */
export interface Evidence {
  /** File, index, path of an answer, line of a log: `raft/raft.db, log index 1`. */
  readonly source: string
  readonly value: string
  /** The same place for programs; left out where the evidence is no file. */
  readonly place?: ReportPlace
}

/** A finding somebody decided to live with for a while: shown, but it fails nothing. */
export interface Suppression {
  readonly reason: string
  /** Last day it holds, `2026-12-31`; null = no end was given. */
  readonly until: string | null
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
  /** Where to look first: of the evidence, else of the server in its compose file, else its data-dir. */
  readonly place?: ReportPlace
  readonly suppressed?: Suppression
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
  readonly failLevel: FailLevel
  readonly exitCode: ExitCode
}
