import type {CronicleCluster, CronicleFacts, Primary, Worker} from '../facts/cronicle/types.ts'
import type {PreflightFacts} from '../facts/preflight/types.ts'
import type {Cluster, Facts, Server} from '../facts/types.ts'
import type {Confidence, Evidence, Severity} from '../report/types.ts'

/** A field of the joined view that a check reads; a test compares the declaration with what is really read. */
export type Need = `server.${Exclude<keyof Server, 'label'>}` | `cluster.${keyof Cluster}`

/** One firing of a check. */
export interface Failure {
  /** Server, file or member it is about. */
  readonly subject: string
  /** Fills the `{name}` places of the check's message. */
  readonly params: Readonly<Record<string, string | number | bigint | readonly string[]>>
  readonly evidence: readonly Evidence[]
  /** Overrides the check's severity, where the catalogue gives two. */
  readonly severity?: Severity
  /** Replaces the check's message where one sentence does not fit both severities. */
  readonly message?: string
  /** Repairs true for this version and case, safest first; none when left out. */
  readonly repairs?: readonly string[]
  readonly advice?: readonly string[]
  /** Default `high`. `low` when ranks of evidence contradict each other: then no repair is offered. */
  readonly confidence?: Confidence
  /** What makes this firing the same one in the next run, besides id and subject. */
  readonly key?: string
}

export type Outcome =
  | {readonly status: 'pass'}
  | {readonly status: 'fail'; readonly failures: readonly Failure[]}
  /** Not applicable here, or its evidence was not collected and nothing depends on it. */
  | {readonly status: 'skip'; readonly reason: string}
  /**
   * Evidence that the question needs is missing or could not be read. `blocking` (default) makes the verdict
   * `unknown` unless something is broken; the others are only listed.
   */
  | {
      readonly status: 'unknown'
      readonly reason: string
      readonly subject?: string
      readonly evidence?: readonly Evidence[]
      readonly advice?: readonly string[]
      readonly blocking?: boolean
      /** Further questions of the same kind, each a finding of its own. */
      readonly also?: readonly Question[]
    }

/** What stayed open, and about what. */
export interface Question {
  readonly reason: string
  readonly subject?: string
  readonly evidence?: readonly Evidence[]
  readonly advice?: readonly string[]
}

const pass: Outcome = {status: 'pass'}
export const skip = (reason: string): Outcome => ({status: 'skip', reason})
/** `pass` when the list is empty. */
export const failEach = (failures: readonly Failure[]): Outcome =>
  failures.length === 0 ? pass : {status: 'fail', failures}

export type Scheduler = 'dkron' | 'cronicle'

/** Settings of another program that work, to copy. */
export interface Snippet {
  readonly title: string
  readonly text: string
}

/** @typeParam F facts it looks at @typeParam N fields of them that it may name in `needs` */
export interface Check<F = Facts, N extends string = Need> {
  readonly id: string
  readonly severity: Severity
  /** Release of this tool that introduced it. */
  readonly since: string
  readonly scheduler: Scheduler | 'both'
  /** States the fault. */
  readonly title: string
  /** One sentence for a tired person, with `{name}` places. */
  readonly message: string
  /** Why it breaks the scheduler, and where folklore is wrong; plain paragraphs. */
  readonly why: string
  /** How to see it with one's own eyes: commands. */
  readonly confirm: readonly string[]
  /** Every repair this check may offer. */
  readonly repairs: readonly string[]
  /** Things commonly done about it that do not help or lose data, each with what happens. */
  readonly folklore: readonly string[]
  readonly references: readonly string[]
  readonly snippets?: readonly Snippet[]
  readonly needs: readonly N[]
  /** Checks whose failures are consequences of this one, when both fail. */
  readonly explains: readonly string[]
  readonly run: (facts: F) => Outcome
}

export function defineCheck(check: Check): Check {
  return check
}

/** A check of whatever ailment, as far as it speaks of itself. */
export type AnyCheck = Check<never, string>

/** The schedulers that a check speaks of. */
export const schedulersOf = ({scheduler}: AnyCheck): readonly Scheduler[] =>
  scheduler === 'both' ? ['dkron', 'cronicle'] : [scheduler]

/** As `Need`, for Cronicle. */
export type CronicleNeed =
  | `primary.${Exclude<keyof Primary, 'label'>}`
  | `worker.${Exclude<keyof Worker, 'label'>}`
  | `cluster.${keyof CronicleCluster}`

export type CronicleCheck = Check<CronicleFacts, CronicleNeed>

export function defineCronicleCheck(check: CronicleCheck): CronicleCheck {
  return check
}

/** What is judged before anything is started. */
export type PreflightCheck = Check<PreflightFacts, keyof PreflightFacts>

export function definePreflightCheck(check: PreflightCheck): PreflightCheck {
  return check
}
