import type {DataDir} from '../case/case.ts'
import {readValue} from '../case/read.ts'
import {copyState, countExecutions, type DkronState, emptyState} from '../formats/dkron/state.ts'
import type {StateStatement} from '../formats/dkron/state-statement.ts'
import type {DkronVersion} from '../formats/dkron/types.ts'
import {effectiveConfiguration} from '../formats/raft/effective-configuration.ts'
import {readDataDir} from './data-dir/read-data-dir.ts'
import {chooseSnapshot, type SnapshotChoice} from './dkron-state/choose-snapshot.ts'
import {findLosses} from './dkron-state/find-losses.ts'
import {nothingRead} from './dkron-state/nothing-read.ts'
import {type LogReplay, replayLog} from './dkron-state/replay-log.ts'

export interface ReadStateOptions {
  /** The release whose rules count; null when it is not known (those of 4.0.9 then). */
  readonly version: DkronVersion | null
  /** Keep what the jobs printed: needed only to export executions. */
  readonly outputs: boolean
  readonly onProgress?: (doneBytes: number, totalBytes: number, what: string) => void
}

/**
 * The jobs and executions of one Dkron server, from its data-dir alone: the snapshot Dkron would load and every log
 * entry after it, committed or not. Only reads; the scheduler may be running, dead, or unable to start. Damage makes
 * the state smaller, not unreadable: `statement.losses` says by what.
 * @throws ToolError NO_RAFT_STATE when there is nothing that could hold a job, STORE_UNREADABLE when there was and
 * nothing of it can be read, and those of `readDataDir`.
 */
export function readDkronState(
  dataDir: string | DataDir,
  options: ReadStateOptions,
): {state: DkronState; statement: StateStatement} {
  const {version, outputs, onProgress} = options
  const dir = typeof dataDir === 'string' ? readDataDir(dataDir, {check: false, onProgress}) : dataDir
  const summary = readValue(dir.raftDb)?.store?.log ?? null
  const logIsWhole = summary !== null && summary.first === 1n && summary.gaps.length === 0
  const choice = chooseSnapshot(dir, {outputs, logIsWhole})
  const {chosen} = choice
  const start = () => (chosen === null ? emptyState() : copyState(chosen.load.state))
  const first = (chosen?.index ?? 0n) + 1n
  const log = replayLog(dir, start, {version, outputs, first}, onProgress)
  if (chosen === null && log.report.entries === 0) throw nothingRead(dir, choice, log.damage)
  return {state: log.state, statement: stateStatement(dir, choice, log)}
}

function stateStatement(dir: DataDir, choice: SnapshotChoice, log: LogReplay): StateStatement {
  const {chosen, passedOver} = choice
  const {report, state} = log
  const losses = findLosses(dir, choice, log)
  const {first, last} = report
  const entries = first === null || last === null ? null : {from: first, to: last, count: report.entries}
  return {
    dataDir: dir.path,
    snapshot:
      chosen === null
        ? null
        : {
            folder: chosen.folder,
            index: chosen.index,
            salvaged: chosen.salvaged,
            undecodable: chosen.load.undecodable,
            undecodableCount: chosen.load.undecodableCount,
          },
    passedOver,
    entries,
    replay: report,
    possiblyUncommitted: isSingleVoter(dir) ? null : entries,
    damage: log.damage,
    strangers: dir.strangers,
    losses,
    complete: losses.length === 0,
    jobs: state.jobs.size,
    executions: countExecutions(state),
  }
}

/** A single voter commits all it has stored when it is elected, so nothing of its log is in doubt. */
function isSingleVoter(dir: DataDir): boolean {
  const configuration = effectiveConfiguration(readValue(dir.raftDb)?.store ?? null, readValue(dir.snapshots) ?? [])
  return configuration?.servers.filter(server => server.suffrage === 'Voter').length === 1
}
