import type {DataDir} from '../../case/case.ts'
import {readValue} from '../../case/read.ts'
import {ToolError} from '../../errors.ts'
import {readDataDir} from '../../sources/data-dir/read-data-dir.ts'
import {visitLog} from '../../sources/data-dir/visit-log.ts'

const largest = 0xffffffffffffffffn

/** The last index of a data-dir's log, or of its newest snapshot where that reaches further; 0 for an empty one. */
export function lastIndexOf(dataDir: string): bigint {
  const read = readOrNull(dataDir)
  if (read === null) return 0n
  const log = readValue(read.raftDb)?.store?.log.last ?? 0n
  const snapshots = (readValue(read.snapshots) ?? []).map(s => s.meta?.index ?? 0n)
  return [log, ...snapshots].reduce((a, b) => (a > b ? a : b), 0n)
}

/**
 * How many commands (jobs set, executions done …) a scheduler has stored behind an index; null when its log does not
 * reach back that far, or cannot be read. The scheduler may be running.
 */
export function commandsSince(dataDir: string, index: bigint): number | null {
  const read = readOrNull(dataDir)
  const log = read && readValue(read.raftDb)?.store?.log
  if (!read?.raftPath || !log) return null
  if (log.count === 0 || log.last <= index) return lastIndexOf(dataDir) > index ? null : 0
  if (log.first > index + 1n) return null
  let commands = 0
  const damage: unknown[] = []
  visitLog(
    `${read.raftPath}/raft.db`,
    index + 1n,
    largest,
    entry => {
      if ('problem' in entry || entry.type === 'Command') commands += 1
    },
    found => damage.push(found),
  )
  return damage.length > 0 ? null : commands
}

function readOrNull(dataDir: string): DataDir | null {
  try {
    return readDataDir(dataDir, {check: false})
  } catch (error) {
    if (error instanceof ToolError) return null
    throw error
  }
}
