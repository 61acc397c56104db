import type {DataDir} from '../case/case.ts'
import {readValue} from '../case/read.ts'
import {effectiveConfiguration} from '../formats/raft/effective-configuration.ts'
import type {RaftServer} from '../formats/raft/types.ts'
import type {Plan, RewriteRaftDb} from '../repairs/plan.ts'
import {readDataDir} from '../sources/data-dir/read-data-dir.ts'
import {countState, inWords, type StateCount} from './count-state.ts'
import {isPlannedPlace} from './do-step.ts'

/** What was found, in sentences: as planned, and not as planned. */
export interface Confirmation {
  readonly confirmed: readonly string[]
  readonly wrong: readonly string[]
}

/** Jobs and executions of every data-dir whose raft.db the plan rewrites, by its path; null when none can be read. */
export function countStates({steps, stores}: Plan): ReadonlyMap<string, StateCount | null> {
  const rewritten = steps.flatMap(({action}) => (action.kind === 'rewrite-raft-db' ? [action] : []))
  return new Map(rewritten.map(action => [action.path, countState(dataDirOf(action, stores))]))
}

/**
 * Reads the data-dirs again from the start, as `doctor` would for a diagnosis, and compares them with what the plan
 * said: the configuration in force, and the jobs and executions with those of before.
 */
export function confirmResult({steps, stores}: Plan, before: ReadonlyMap<string, StateCount | null>): Confirmation {
  const confirmed: string[] = []
  const wrong: string[] = []
  for (const {action} of steps) {
    if (action.kind !== 'rewrite-raft-db') continue
    const dataDir = dataDirOf(action, stores)
    const configuration = configurationIn(readDataDir(dataDir, {check: false}))
    const members = configuration?.servers.map(describe).join(', ') ?? 'none'
    const planned = action.change.servers.map(describe).join(', ')
    const found = `the configuration in force in ${action.path} is ${members} (index ${configuration?.index ?? '-'})`
    const isThere = configuration !== null && isPlannedPlace(action.change, configuration)
    if (members === planned && isThere) confirmed.push(found)
    else wrong.push(`${found}, planned was ${planned} (index ${action.change.index})`)
    const was = before.get(action.path) ?? null
    const now = countState(dataDir)
    if (was === null) continue
    if (now?.jobs === was.jobs && now.executions === was.executions) {
      confirmed.push(`${inWords(was)} in ${dataDir}, as before`)
    } else {
      wrong.push(`${dataDir} held ${inWords(was)} before, and now ${now === null ? 'nothing readable' : inWords(now)}`)
    }
  }
  return {confirmed, wrong}
}

const describe = ({suffrage, id, address}: RaftServer): string => `${suffrage} "${id}" at ${address}`

function dataDirOf({path}: RewriteRaftDb, stores: Plan['stores']): string {
  return stores.find(s => s.raftDb === path)?.dataDir ?? path
}

const configurationIn = (dataDir: DataDir) =>
  effectiveConfiguration(readValue(dataDir.raftDb)?.store ?? null, readValue(dataDir.snapshots) ?? [])
