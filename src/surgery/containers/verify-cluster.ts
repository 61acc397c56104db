import type {PlannedVerification} from '../../repairs/container-actions.ts'
import {countState, inWords, type StateCount} from '../count-state.ts'
import {type Attempt, done, refuse} from '../refusal.ts'
import {awaitLeader, type Patience} from './await-leader.ts'
import {checkVoters, reconcileInterval, tellingDataDir, untilSo} from './await-voters.ts'
import type {EngineControl} from './engine-control.ts'
import {lookAtServers} from './look-at-servers.ts'

/**
 * Sees for itself that the repair did what it was for: the servers agree on a leader, the stored configuration is as
 * planned, and every job and execution is there again. What was seen, in sentences; `not-verified` with the first that
 * is not so in time.
 *
 * @param before what the data-dir held that was kept; null when that could not be counted
 */
export async function verifyCluster(
  control: EngineControl,
  planned: PlannedVerification,
  before: StateCount | null,
  patience: Patience,
): Promise<Attempt<readonly string[]>> {
  const {servers} = planned
  const refs = servers.map(s => s.container)
  const [first] = refs
  if (first === undefined) return done([])
  // Those that come back empty, or at a new address, hear of the leader when it next looks for servers.
  const rejoins = refs.length > 1 ? reconcileInterval : 0
  const end = performance.now() + patience.wait + rejoins
  const led = await awaitLeader(control, servers, {...patience, wait: patience.wait + rejoins})
  if (!led.ok) return led
  const {leader} = led.value
  const all = refs.map(r => r.name).join(', ')
  const dataDir = tellingDataDir(servers, leader)
  const voters = await untilSo(() => checkVoters(planned, dataDir), end, patience.signal)
  if (!voters.ok) return voters
  const kept = await untilSo(
    () => checkState(control, planned, before, dataDir, patience.timeout),
    end,
    patience.signal,
  )
  if (!kept.ok) return kept
  const agreed = refs.length === 1 ? `${all} says so` : `${all} agree`
  return done([`"${leader}" leads, and ${agreed} (/v1/leader, /v1/isleader)`, ...voters.value, ...kept.value])
}

/** By the API what the servers have applied, by the disk what they keep. More than before is fine: jobs run again. */
async function checkState(
  control: EngineControl,
  {servers, keepsState}: PlannedVerification,
  before: StateCount | null,
  dataDir: string | null,
  timeout: number,
): Promise<Attempt<readonly string[]>> {
  if (before === null || !keepsState) return done([])
  const looked = await lookAtServers(control, servers, timeout)
  if (!looked.ok) return looked
  const short = looked.value.find(({api}) => (api?.jobs ?? -1) < before.lasting.jobs)
  if (short) {
    const shows = short.api === null ? short.why : `it shows ${short.api.jobs ?? 'no list of'} jobs`
    return refuse('not-verified', short.name, `${short.name}: ${shows}; ${inWords(before)} were there before`)
  }
  const now = dataDir === null ? null : countState(dataDir)
  if (now === null) return done([`every server shows the ${before.jobs} jobs of before`])
  if (now.jobs < before.lasting.jobs || now.executions < before.lasting.executions) {
    const message = `${dataDir} holds ${inWords(now)}; ${inWords(before)} were there before`
    return refuse('not-verified', dataDir ?? '', message)
  }
  const same = now.jobs === before.jobs && now.executions === before.executions
  return done([`${inWords(now)}, ${same ? 'as before' : `after ${inWords(before)} before: jobs run again`}`])
}
