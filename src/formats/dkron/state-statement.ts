import type {Damage} from '../bolt/types.ts'
import type {ReplayReport} from './replay.ts'

/** What a state read from a data-dir is made of, and what it lacks. */
export interface StateStatement {
  /** The data-dir as it was named. */
  readonly dataDir: string
  /** The snapshot the state starts from; null when it starts from nothing. */
  readonly snapshot: UsedSnapshot | null
  /** Snapshots newer than the used one, or all of them when none was used, and why each was not. */
  readonly passedOver: readonly {readonly folder: string; readonly reason: string}[]
  /** Entries applied after the snapshot, both ends included; null when there were none. */
  readonly entries: EntryRange | null
  readonly replay: ReplayReport
  /**
   * Entries a majority may not have acknowledged: the commit index is not stored, and only a snapshot proves what
   * came before it. Null when none is in doubt: a single voter commits all it has stored.
   */
  readonly possiblyUncommitted: EntryRange | null
  /** Damage met on the way through raft.db. */
  readonly damage: readonly Damage[]
  /** Things in the data-dir that belong to another program or release. */
  readonly strangers: readonly string[]
  /** What is missing because of damage, one sentence each. */
  readonly losses: readonly string[]
  /** No losses. */
  readonly complete: boolean
  readonly jobs: number
  readonly executions: number
}

export interface EntryRange {
  readonly from: bigint
  readonly to: bigint
  readonly count: number
}

export interface UsedSnapshot {
  readonly folder: string
  /** Last log index in it. */
  readonly index: bigint
  /** Raft itself would not load it: read for what it still holds. Null when Raft loads it. */
  readonly salvaged: string | null
  readonly undecodable: readonly {readonly key: string; readonly reason: string}[]
  readonly undecodableCount: number
}
