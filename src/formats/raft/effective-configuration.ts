import {loadableSnapshot} from './snapshot-order.ts'
import type {RaftStore, SnapshotFacts, StoredConfiguration} from './types.ts'

/**
 * The configuration Raft holds elections by: that of the snapshot it loads, overridden by the last configuration
 * entry behind that snapshot, committed or not (raft api.go `NewRaft`, `restoreSnapshot`). null when there is none.
 */
export function effectiveConfiguration(
  store: RaftStore | null,
  snapshots: readonly SnapshotFacts[],
): StoredConfiguration | null {
  const snapshot = loadableSnapshot(snapshots)
  const reached = snapshot?.meta.index ?? 0n
  const later = store?.configurations.findLast(configuration => configuration.index > reached)
  return later ?? snapshot?.meta.configuration ?? null
}

/**
 * Every configuration on disk, the one that took effect first at the head. A snapshot's counts as of the snapshot's
 * own index, for its ConfigurationIndex says nothing after a recovery (raft api.go `RecoverCluster` writes 1).
 */
export function configurationHistory(
  store: RaftStore | null,
  snapshots: readonly SnapshotFacts[],
): StoredConfiguration[] {
  const fromLog = (store?.configurations ?? []).map(configuration => ({configuration, at: configuration.index}))
  const fromSnapshots = snapshots.flatMap(({meta}) =>
    meta === null ? [] : [{configuration: meta.configuration, at: meta.index}],
  )
  return [...fromLog, ...fromSnapshots]
    .sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1))
    .map(({configuration}) => configuration)
}
