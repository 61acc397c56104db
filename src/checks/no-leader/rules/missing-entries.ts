import {readValue} from '../../../case/read.ts'
import type {Server} from '../../../facts/types.ts'
import {loadableSnapshot} from '../../../formats/raft/snapshot-order.ts'
import type {LogGap} from '../../../formats/raft/types.ts'

/**
 * The first indexes that Raft reads at start and that are missing: between the snapshot it loads and the log, or
 * inside the log (raft api.go `NewRaft`). Entries the snapshot covers may be missing. Null when none is.
 */
export function missingEntries(server: Server): LogGap | null {
  const log = readValue(server.store)?.store?.log
  if (!log || log.count === 0) return null
  const reached = loadableSnapshot(readValue(server.snapshots) ?? [])?.meta.index ?? 0n
  if (log.first > reached + 1n) return {from: reached + 1n, to: log.first - 1n}
  const gap = log.gaps.find(g => g.to > reached)
  return gap ? {from: gap.from > reached ? gap.from : reached + 1n, to: gap.to} : null
}
