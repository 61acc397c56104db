import {readValue} from '../../../case/read.ts'
import type {Server} from '../../../facts/types.ts'
import type {SnapshotFacts} from '../../../formats/raft/types.ts'

/** Snapshot folders that were finished; `.tmp` folders are left by a crash and ignored by Raft. */
export function finishedSnapshots(server: Server): readonly SnapshotFacts[] {
  return (readValue(server.snapshots) ?? []).filter(s => !s.temporary)
}

/** What is wrong with a finished snapshot, or null. */
export function faultOf(snapshot: SnapshotFacts): string | null {
  if (snapshot.problem !== null) return snapshot.problem
  return snapshot.body.kind === 'damaged' ? `state.bin: ${snapshot.body.reason}` : null
}
