import type {ContainerAction, PlannedContainers, StopContainer} from '../repairs/container-actions.ts'
import type {PlanStep} from '../repairs/plan.ts'
import {awaitLeader, type Patience} from './containers/await-leader.ts'
import {checkVoters, reconcileInterval, tellingDataDir, untilSo} from './containers/await-voters.ts'
import {recreateService, startContainer} from './containers/do-container-step.ts'
import type {EngineControl} from './containers/engine-control.ts'
import {restoreJobs} from './containers/restore-jobs.ts'
import {lastIndexOf} from './containers/store-progress.ts'
import {countState, type StateCount} from './count-state.ts'
import {type Attempt, done} from './refusal.ts'
import type {RunLog} from './run-log.ts'

type Start = Exclude<ContainerAction, StopContainer>

/** One step after the files: a start, a wait for what it should bring, or the jobs' way back; what was seen of these. */
export async function runStart(
  control: EngineControl,
  log: RunLog,
  {id, action}: PlanStep<Start>,
  verify: PlannedContainers['verify'],
  patience: Patience,
): Promise<Attempt<readonly string[]>> {
  const context = {control, save: log.saveContainer, records: log.run.containers ?? []}
  if (action.kind === 'restore-jobs') return restoreJobs(control, verify.servers, action, patience)
  const ran =
    action.kind === 'start-container'
      ? await startContainer(context, {id, action})
      : action.kind === 'recreate-service'
        ? await recreateService(context, {id, action})
        : await awaitStep(control, action, verify, patience)
  return ran.ok ? done([]) : ran
}

async function awaitStep(
  control: EngineControl,
  {containers, voters}: Extract<Start, {kind: 'await-leader'}>,
  {servers}: PlannedContainers['verify'],
  patience: Patience,
): Promise<Attempt<unknown>> {
  // A server that was created anew is asked for as well: the leader finds its new address when it next looks for it.
  const wait = patience.wait + (voters.length > 0 && containers.length > 1 ? reconcileInterval : 0)
  const end = performance.now() + wait
  const asked = servers.filter(s => containers.some(c => c.name === s.container.name))
  const led = await awaitLeader(control, asked, {...patience, wait})
  if (!led.ok) return led
  const dataDir = tellingDataDir(servers, led.value.leader)
  return untilSo(() => checkVoters({voters, exactly: false}, dataDir), end, patience.signal)
}

/** Whether a start of an earlier process of this run has begun: its files are done then. */
export const hasStarted = (log: Pick<RunLog['run'], 'containers'> | null): boolean =>
  log?.containers?.some(r => r.did !== 'stop') ?? false

/** What the data-dir holds whose log reaches furthest: it is the one the others are filled from. */
export function countKept({verify}: PlannedContainers): StateCount | null {
  let furthest: {dataDir: string; index: bigint} | null = null
  for (const {dataDir} of verify.servers) {
    if (dataDir === null) continue
    const index = lastIndexOf(dataDir)
    if (furthest === null || index > furthest.index) furthest = {dataDir, index}
  }
  return furthest === null ? null : countState(furthest.dataDir)
}
