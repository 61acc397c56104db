import type {SnapshotFacts, SnapshotMeta} from './types.ts'

/** Raft's order, oldest first: term, index, ID as text (raft file_snapshot.go `snapMetaSlice.Less`). */
export function compareSnapshots(a: SnapshotMeta, b: SnapshotMeta): number {
  if (a.term !== b.term) return a.term < b.term ? -1 : 1
  if (a.index !== b.index) return a.index < b.index ? -1 : 1
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1
}

/** A snapshot that Raft tries at start. */
export type ListedSnapshot = SnapshotFacts & {readonly meta: SnapshotMeta}

/** The snapshots that Raft tries at start, newest first (raft file_snapshot.go `List`). */
export function snapshotsTried(snapshots: readonly SnapshotFacts[]): ListedSnapshot[] {
  return snapshots
    .filter((snapshot): snapshot is ListedSnapshot => snapshot.retained && snapshot.meta !== null)
    .sort((a, b) => compareSnapshots(b.meta, a.meta))
}

/** The snapshot Raft starts from: the newest that opens and whose body the state machine takes; null when none does. */
export function loadableSnapshot(snapshots: readonly SnapshotFacts[]): ListedSnapshot | null {
  return snapshotsTried(snapshots).find(s => s.problem === null && s.body.kind !== 'damaged') ?? null
}
