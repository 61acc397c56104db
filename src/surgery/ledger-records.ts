import type {ComposeCall, ContainerRef} from '../repairs/container-actions.ts'
import type {Plan} from '../repairs/plan.ts'
import type {RestartPolicy} from './containers/engine-control.ts'
import type {StateCount} from './count-state.ts'
import type {Imprint} from './imprint.ts'
import type {Refusal} from './refusal.ts'

/** Values of the ledger: what was going to be done is written before it is done. */

/**
 * How far a run has come. `begun`: no file changed yet, containers may be stopped. `backed-up`: steps may have been done. `undoing`: steps may
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
  /** What was done to containers, in its order; missing when nothing was. */
  readonly containers?: readonly ContainerRecord[]
  /** What was called of a primary, in its order; missing when nothing was. */
  readonly calls?: readonly CallRecord[]
  /** What the data-dir held that was kept, before servers were started on it; null when that could not be counted. */
  readonly counted?: StateCount | null
  /** Raft folders that an undo puts back whole, because a scheduler has run on them since. */
  readonly restored?: readonly RestoredFolder[]
  /** Whether a taking back that has begun starts containers again that ran before. */
  readonly restart?: boolean
  /** Why it was refused, rolled back, or needs a hand; of one that was taken back, what is left to do by hand. */
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

/** One step on a container, written before it is done. */
export interface ContainerRecord {
  /** Id of the plan's step. */
  readonly id: string
  readonly did: 'stop' | 'start' | 'recreate'
  readonly state: 'begun' | 'done'
  readonly container: ContainerRef
  /** It was up before. */
  readonly wasUp: boolean
  /** Held back while it is stopped, and given back before it is started; null when there was none to hold. */
  readonly policy: RestartPolicy | null
  /** ID of the container that was made in its place; null until then. */
  readonly after: string | null
  readonly compose: ComposeCall | null
  readonly keptByUndo: boolean
  /** Data-dir that was opened by it, and the last index of its log before; null when not known. */
  readonly opened: {readonly dataDir: string; readonly lastIndex: string} | null
}

/** One change of a primary's list, written before it is asked for. */
export interface CallRecord {
  /** Id of the plan's step. */
  readonly id: string
  readonly did: 'remove' | 'add'
  readonly state: 'begun' | 'done'
  readonly hostname: string
  readonly ip: string | null
  /** False when the list was as planned already: then there is nothing to take back. */
  readonly changed: boolean
}

/** A raft folder on its way back out of the backup. Both names are beside it. */
export interface RestoredFolder {
  readonly path: string
  /** Where it is made ready, and where what stood there goes. */
  readonly made: string
  readonly aside: string
}

export const isEnded = (state: RunState): boolean => state !== 'begun' && state !== 'backed-up' && state !== 'undoing'
