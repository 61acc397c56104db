import {effectiveConfiguration} from './effective-configuration.ts'
import {loadableSnapshot, snapshotsTried} from './snapshot-order.ts'
import type {StoreFile} from './store-fault.ts'
import {storeFault} from './store-fault.ts'
import type {LogSummary, PeersFile, RaftStore, SnapshotFacts, StartPrediction} from './types.ts'

/** raft.db when it was read, or when there is none. */
export type StoreFileRead =
  | {readonly state: 'read'; readonly value: StoreFile}
  | {readonly state: 'absent' | 'not-collected'}

const exits = (reason: string): StartPrediction => ({outcome: 'exits', reason})
const panics = (reason: string): StartPrediction => ({outcome: 'panics', reason})

/**
 * How a scheduler comes up on this state, its own server ID apart: the steps of dkron server.go `setupRaft`, raft
 * api.go `RecoverCluster` (with a peers.json) and `NewRaft`, and of boltdb db.go `Open`, in their order.
 */
export function predictStart(
  raftDb: StoreFileRead,
  snapshots: readonly SnapshotFacts[],
  peersFiles: readonly PeersFile[],
): StartPrediction {
  const file = raftDb.state === 'read' && raftDb.value.size > 0 ? raftDb.value : null
  const fault = file === null ? null : storeFault(file)
  if (fault !== null) return fault
  const store = file?.store ?? null
  const peers = peersFiles.find(candidate => candidate.placed === 'read-at-start')
  return peers === undefined ? startAs(store, snapshots) : recover(peers, store, snapshots)
}

function recover(peers: PeersFile, store: RaftStore | null, snapshots: readonly SnapshotFacts[]): StartPrediction {
  const refusal = peers.parseError ?? peers.ruleErrors[0]
  if (refusal !== undefined) return exits(`recovery failed to parse peers.json: ${refusal}`)
  if (!hasState(store, snapshots)) {
    const said = 'refused to recover cluster with no initial state, this is probably an operator error'
    return exits(`recovery failed: ${said}`)
  }
  const snapshot = loadableSnapshot(snapshots)
  if (snapshot === null && snapshotsTried(snapshots).length > 0) {
    return exits('recovery failed: failed to restore any of the available snapshots')
  }
  const hole = firstHole(store?.log ?? null, snapshot?.meta.index ?? 0n)
  if (hole !== null) return exits(`recovery failed: failed to get log at index ${hole.index}: ${hole.what}`)
  return {outcome: 'starts', snapshot: snapshot?.folder ?? null}
}

function startAs(store: RaftStore | null, snapshots: readonly SnapshotFacts[]): StartPrediction {
  if (!hasState(store, snapshots)) {
    const reason =
      'no term, no log, no snapshot: it bootstraps a new cluster or waits to be joined, as on its first day'
    return {outcome: 'empty', reason}
  }
  const log = store?.log ?? null
  const last = log?.badEntries.findLast(entry => entry.index === log.last)
  if (last !== undefined) return exits(`new raft: failed to get last log at index ${last.index}: ${last.reason}`)
  const snapshot = loadableSnapshot(snapshots)
  if (snapshot === null && snapshotsTried(snapshots).length > 0)
    return exits('new raft: failed to load any existing snapshots')
  const hole = firstHole(log, snapshot?.meta.index ?? 0n)
  if (hole !== null) return panics(`failed to get log at index ${hole.index}: ${hole.what}`)
  const configuration = effectiveConfiguration(store, snapshots)
  if (configuration === null || configuration.servers.length === 0) {
    return {outcome: 'waits', reason: 'there is state but no configuration: no known peers, no election'}
  }
  if (!configuration.servers.some(server => server.suffrage === 'Voter')) {
    return {outcome: 'waits', reason: 'the configuration has no voter: nobody may stand for election'}
  }
  return {outcome: 'starts', snapshot: snapshot?.folder ?? null}
}

/** raft api.go `HasExistingState`. */
function hasState(store: RaftStore | null, snapshots: readonly SnapshotFacts[]): boolean {
  return (store?.stable.currentTerm ?? 0n) > 0n || (store?.log.last ?? 0n) > 0n || snapshotsTried(snapshots).length > 0
}

/** The first entry behind `reached` that is missing or cannot be used; Raft reads every one of them at start. */
function firstHole(log: LogSummary | null, reached: bigint): {index: bigint; what: string} | null {
  if (log === null) return null
  const missing = log.first > reached + 1n ? reached + 1n : log.gaps.find(gap => gap.to > reached)?.from
  const bad = log.badEntries.find(entry => entry.index > reached)
  if (missing !== undefined && (bad === undefined || missing < bad.index)) {
    return {index: missing > reached ? missing : reached + 1n, what: 'log not found'}
  }
  return bad === undefined ? null : {index: bad.index, what: bad.reason}
}
