import type {RaftStore} from './types.ts'

/** Index and term of the snapshot Raft will load. */
export interface SnapshotPosition {
  readonly index: bigint
  readonly term: bigint
}

/** Where one more entry goes at the end of a log. */
export interface EntryPlace {
  readonly index: bigint
  readonly term: bigint
  /** CurrentTerm the store must have then: as it is, or raised to `term`; never lower. */
  readonly currentTerm: bigint
}

const largest = 0xffffffffffffffffn

/**
 * Index and term of an entry appended offline: one behind the last entry, or behind the snapshot where the log does
 * not reach it; in the newest term known, so that no server's later vote is undercut. `problem` where Raft could not
 * start on the result: it reads every entry behind the snapshot and panics at a missing or unreadable one
 * (raft api.go `NewRaft`), and with nothing at all there is nothing to go on from (`RecoverCluster`).
 */
export function placeEntry(
  store: RaftStore,
  snapshot: SnapshotPosition | null,
): EntryPlace | {readonly problem: string} {
  const {log, stable} = store
  const reached = snapshot?.index ?? 0n
  if ((stable.currentTerm ?? 0n) === 0n && log.count === 0 && snapshot === null) {
    return {problem: 'there is no state to go on from: no term, no log entry and no snapshot'}
  }
  if (log.count > 0 && log.first > reached + 1n) {
    return {problem: `the log begins at index ${log.first}, but ${startOf(snapshot)}: the entries between are missing`}
  }
  const gap = log.gaps.find(({to}) => to > reached)
  if (gap) return {problem: `the log has no entries ${gap.from} to ${gap.to}`}
  const bad = log.badEntries.find(({index}) => index > reached)
  if (bad) return {problem: `log entry ${bad.index} cannot be read: ${bad.reason}`}
  const last = largestOf(reached, log.count > 0 ? log.last : 0n)
  const term = largestOf(stable.currentTerm ?? 0n, snapshot?.term ?? 0n, ...log.terms.map(run => run.term))
  if (last === largest) return {problem: 'the log has reached the largest index there is'}
  return {index: last + 1n, term, currentTerm: largestOf(stable.currentTerm ?? 0n, term)}
}

const startOf = (snapshot: SnapshotPosition | null): string =>
  snapshot === null ? 'no snapshot can be loaded' : `the snapshot ends at ${snapshot.index}`

function largestOf(...values: readonly bigint[]): bigint {
  let found = 0n
  for (const value of values) if (value > found) found = value
  return found
}
