import {type ExitCode, exitCodes} from '../exit-codes.ts'
import type {Plan} from '../repairs/plan.ts'
import type {Confirmation} from './confirm-result.ts'
import type {Patience} from './containers/await-leader.ts'
import type {EngineControl} from './containers/engine-control.ts'
import type {Disk} from './disk.ts'
import type {LockOptions} from './flock.ts'
import type {Ledger} from './ledger.ts'
import type {RunRecord} from './ledger-records.ts'
import type {PrimaryApi} from './primary/primary-api.ts'
import type {Refusal} from './refusal.ts'

/** What running a plan takes, what it tells meanwhile, and what comes of it. */

export interface ApplyRequest {
  readonly plan: Plan
  readonly disk: Disk
  readonly ledger: Ledger
  /** Folder for the backup; made when missing. */
  readonly backupFolder: string
  readonly now?: () => Date
  readonly lock?: LockOptions
  /** Ends the run before the next step; what was done is taken back. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: ApplyProgress) => void
  readonly onStep?: (event: StepEvent) => void
  /** Looks at the stores before the first file step and after the last one, while nothing has them open. */
  readonly inspection?: {readonly before: () => void; readonly after: () => Confirmation}
  /** For plans that work on containers; null where there is no engine. */
  readonly control?: EngineControl | null
  /** For plans that call a primary; null without a key. */
  readonly api?: PrimaryApi | null
  readonly patience?: Omit<Patience, 'signal'>
  /** Take everything back by itself when the servers are not as planned in the end. */
  readonly rollback?: boolean
}

export interface ApplyProgress {
  /** `backup`, or the id of the step. */
  readonly doing: string
  readonly doneBytes: number
  readonly ofBytes: number
}

/** For whoever shows the run step by step: `backup`, `verify`, `take-back`, and the ids of the plan's steps. */
export interface StepEvent {
  readonly step: string
  readonly state: 'begun' | 'done' | 'failed'
}

export type ApplyOutcome =
  | {
      readonly outcome: 'applied'
      readonly run: RunRecord
      readonly warnings: readonly string[]
      /** What was seen afterwards, in sentences. */
      readonly confirmed: readonly string[]
    }
  /** Nothing was changed. */
  | {readonly outcome: 'refused'; readonly refusals: readonly Refusal[]}
  /** A step failed; everything is as it was before. */
  | {readonly outcome: 'rolled-back'; readonly run: RunRecord; readonly refusals: readonly Refusal[]}
  /** A step failed and not everything could be taken back, or what it should bring did not come. */
  | {readonly outcome: 'hand-needed'; readonly run: RunRecord; readonly refusals: readonly Refusal[]}

export const exitCodeOf = ({outcome}: Pick<ApplyOutcome, 'outcome'>): ExitCode =>
  ({
    applied: exitCodes.ok,
    refused: exitCodes.refused,
    'rolled-back': exitCodes.rolledBack,
    'hand-needed': exitCodes.handNeeded,
  })[outcome]
