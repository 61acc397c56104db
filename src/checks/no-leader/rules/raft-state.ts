import {readValue} from '../../../case/read.ts'
import type {Server} from '../../../facts/types.ts'

/**
 * What Raft would find in a data-dir:
 * `no-store` no raft.db, or one of 0 bytes, and no snapshot: the next start makes a new, empty store;
 * `only-snapshot` the same with a snapshot left;
 * `unused` a store that never had a term, an entry or a snapshot;
 * `hollow` a term but neither entries nor a snapshot: the log was compacted and the snapshot is gone;
 * `used` entries or a snapshot; `unreadable` the question cannot be answered; `not-collected` there is no data-dir.
 */
export type RaftState = 'no-store' | 'only-snapshot' | 'unused' | 'hollow' | 'used' | 'unreadable' | 'not-collected'

export function raftStateOf(server: Server): RaftState {
  if (server.store.state === 'not-collected') return 'not-collected'
  if (server.store.state === 'unreadable') return 'unreadable'
  const kept = (readValue(server.snapshots) ?? []).filter(s => !s.temporary)
  const file = readValue(server.store)
  if (file === null || file.size === 0) return kept.length > 0 ? 'only-snapshot' : 'no-store'
  if (file.store === null) return 'unreadable'
  if (file.store.log.count > 0 || kept.length > 0) return 'used'
  // Damage can hide the log: what is not seen then is not known to be absent.
  if (file.damage.some(d => d.severity === 'error')) return 'unreadable'
  return (file.store.stable.currentTerm ?? 0n) > 0n ? 'hollow' : 'unused'
}

/** RecoverCluster (raft api.go) refuses a data-dir without a term, an entry or a snapshot. */
export function hasStateToRecover(server: Server): boolean {
  return ['used', 'hollow', 'only-snapshot'].includes(raftStateOf(server))
}
