import type {DataDir, RaftDbFile} from '../../case/case.ts'
import {readValue} from '../../case/read.ts'
import type {SnapshotChoice} from './choose-snapshot.ts'
import type {LogReplay} from './replay-log.ts'

/** What of the state is missing because of damage, one sentence each; none when the state is whole. */
export function findLosses(dataDir: DataDir, choice: SnapshotChoice, log: LogReplay): string[] {
  const {snapshots} = dataDir
  const closed =
    snapshots.state === 'unreadable' ? [`no snapshot is in it: ${snapshots.where}: ${snapshots.reason}`] : []
  return [...closed, ...snapshotLosses(choice, log), ...logLosses(dataDir, choice, log)]
}

function snapshotLosses({chosen, badger, passedOver}: SnapshotChoice, log: LogReplay): string[] {
  const losses: string[] = []
  if (badger && chosen === null) {
    losses.push(
      'the snapshot was written by Dkron 2.0 (Badger backup) and is not read: what was logged before it is missing',
    )
  }
  if (chosen === null) {
    const stale = passedOver[0]
    // A log that starts at its first entry needs no snapshot.
    if (stale !== undefined && !badger && log.report.missing > 0n) {
      losses.push(`nothing could be taken from any snapshot (${stale.folder}: ${stale.reason})`)
    }
    return losses
  }
  const {folder, load, salvaged} = chosen
  if (salvaged !== null) {
    losses.push(`snapshot ${folder} is one that Dkron refuses, so single values in it may be wrong: ${salvaged}`)
  }
  if (load.problem !== null) losses.push(`snapshot ${folder} is read only up to its damage: ${load.problem}`)
  if (load.undecodableCount > 0) {
    const keys = load.undecodable.map(value => `${value.key} (${value.reason})`)
    losses.push(`${count(load.undecodableCount, 'value')} of snapshot ${folder} cannot be read: ${first(keys)}`)
  }
  return losses
}

function logLosses(dataDir: DataDir, {chosen}: SnapshotChoice, {report, damage}: LogReplay): string[] {
  const losses: string[] = []
  const {raftDb} = dataDir
  if (raftDb.state === 'unreadable') losses.push(`the log is not in it: ${raftDb.where}: ${raftDb.reason}`)
  if (raftDb.state === 'absent' && chosen !== null) losses.push(`the log is not in it: there is no ${raftDb.where}`)
  const file = readValue(raftDb)
  if (file !== null) losses.push(...fileLosses(file))
  if (report.missing > 0n) {
    const gaps = report.gaps.map(({from, to}) => (from === to ? `${from}` : `${from} to ${to}`))
    losses.push(`${report.missing} log entries are missing: ${first(gaps)}`)
  }
  if (report.undecodableCount > 0) {
    const entries = report.undecodable.map(({index, reason}) => `${index} (${reason})`)
    losses.push(`${count(report.undecodableCount, 'log entry')} cannot be read and is left out: ${first(entries)}`)
  }
  const errors = damage.filter(found => found.severity === 'error')
  if (errors.length > 0) losses.push(`raft.db is damaged, entries may be missing: ${first(errors.map(e => e.message))}`)
  return losses
}

/** Damage of the file that takes entries away without a gap in the log. */
function fileLosses(file: RaftDbFile): string[] {
  if (file.store === null) {
    return [`the log is not in it: ${file.file}: ${file.damage[0]?.message ?? 'no usable meta page'}`]
  }
  const newest = file.damage.find(damage => damage.code === 'meta-newest-invalid')
  return newest === undefined ? [] : [`the last transaction of ${file.file} is lost: ${newest.message}`]
}

const shown = 5

function first(items: readonly string[]): string {
  const rest = items.length - shown
  return rest > 0 ? `${items.slice(0, shown).join(', ')} and more` : items.join(', ')
}

function count(number: number, what: string): string {
  if (number === 1) return `1 ${what}`
  return `${number} ${what === 'log entry' ? 'log entries' : `${what}s`}`
}
