import type {Plan} from '../repairs/plan.ts'
import type {Imprint} from './imprint.ts'
import type {Refusal} from './refusal.ts'

/** Values of the ledger: what was going to be done is written before it is done. */

/**
 * How far a run has come. `begun`: nothing changed yet. `backed-up`: steps may have been done. `undoing`: steps may
 * have been taken back. All others are ends.
 */
export type RunState =
  | 'begun'
  | 'backed-up'
  | 'applied'
  | 'refused'
  | 'rolled-back'
  | 'undoing'
  | 'undone'
  | 'hand-needed'

/** One run of a repair. */
export interface RunRecord {
  /** Sorts by time: `20240131T120000123Z-1a2b3c4d`. */
  readonly id: string
  readonly plan: Plan
  readonly state: RunState
  /** RFC 3339. */
  readonly startedAt: string
  readonly changedAt: string
  readonly backup: {readonly archive: string; readonly sha256: string} | null
  readonly steps: readonly StepRecord[]
  /** Why it was refused, rolled back, or needs a hand. */
  readonly reason: readonly Refusal[]
}

/** One step of a run, with everything needed to tell which side of it the disk is on, and to take it back. */
export interface StepRecord {
  /** Id of the plan's step. */
  readonly id: string
  readonly path: string
  /** `replace`: another content; `create`: a new file; `aside`: given another name. */
  readonly effect: 'replace' | 'create' | 'aside'
  readonly before: Imprint
  /** Null until the new file has been written and verified under its temporary name. */
  readonly after: Imprint | null
  /** Name the new file is made under, or that the old thing gets; known beforehand so that it can be found again. */
  readonly other: string
  /** Temporary name of the file that takes a replacement back; null before an undo. */
  readonly undoName: string | null
  /** Modification times to give back: of the thing itself, and of its folder; nanoseconds since 1970. */
  readonly times: {readonly own: string | null; readonly folder: string}
}

export const isEnded = (state: RunState): boolean => state !== 'begun' && state !== 'backed-up' && state !== 'undoing'
