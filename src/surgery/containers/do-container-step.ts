import type {RecreateService, StartContainer, StopContainer} from '../../repairs/container-actions.ts'
import type {ContainerRecord} from '../ledger-records.ts'
import {type Attempt, done, refuse} from '../refusal.ts'
import type {EngineControl, RestartPolicy} from './engine-control.ts'
import {containersOf} from './find-containers.ts'
import {nameAgain} from './name-again.ts'
import {lastIndexOf} from './store-progress.ts'

interface StepOf<A> {
  readonly id: string
  readonly action: A
}

export interface ContainerStepContext {
  readonly control: EngineControl
  /** Saves the record, before anything that it announces is done. */
  readonly save: (record: ContainerRecord) => Promise<void>
  /** Records of the run so far. */
  readonly records: readonly ContainerRecord[]
}

/**
 * Policies by which the engine starts a container again that was stopped by hand, once it is restarted itself: measured
 * on Docker 20.10, where `unless-stopped` stays down.
 */
const returning = ['always', 'on-failure']
const held: RestartPolicy = {Name: 'no', MaximumRetryCount: 0}

/** Stops a container and holds it: what it was is in the ledger before. One that is stopped already stays so. */
export async function stopContainer(
  {control, save, records}: ContainerStepContext,
  {id: step, action}: StepOf<StopContainer>,
): Promise<Attempt<void>> {
  const id = action.container.id ?? ''
  const found = await control.inspect(id)
  if (!found.ok) return found
  if (found.value === null) return gone(action.container.name)
  const {up, policy} = found.value
  // Of a run that was cut off: what is seen now is its own doing.
  const earlier = records.find(r => r.id === step)
  const record: ContainerRecord = earlier ?? {
    ...recordOf(step, action),
    did: 'stop',
    wasUp: up,
    policy: returning.includes(policy.Name) ? policy : null,
  }
  await save({...record, state: 'begun'})
  const stopped = await hold(control, id, record.policy)
  if (!stopped.ok) return stopped
  await save({...record, state: 'done'})
  return done(undefined)
}

/** Stops it for good; it stays down when the engine itself is restarted meanwhile. */
export async function hold(control: EngineControl, id: string, policy: RestartPolicy | null): Promise<Attempt<void>> {
  if (policy !== null) {
    const changed = await control.setRestartPolicy(id, held)
    if (!changed.ok) return changed
  }
  const stopped = await control.stop(id)
  if (!stopped.ok) return stopped
  const seen = await control.inspect(id)
  if (!seen.ok || !seen.value?.up) return seen.ok ? done(undefined) : seen
  return refuse('engine-refused', seen.value.name, `container ${seen.value.name} was stopped, and is up again`, [
    'Find out what starts it, and stop that first.',
  ])
}

/** Starts a container as it is, under its own restart policy. */
export async function startContainer(
  {control, save, records}: ContainerStepContext,
  {id: step, action}: StepOf<StartContainer>,
): Promise<Attempt<void>> {
  const record: ContainerRecord = {
    ...recordOf(step, action),
    did: 'start',
    policy: policyHeld(records, action.container.id),
    opened: openedBy(action.dataDir),
  }
  await save(record)
  const started = await release(control, action.container.id ?? '', record.policy)
  if (!started.ok) return started
  await save({...record, state: 'done', after: action.container.id})
  return done(undefined)
}

/** Gives the restart policy back and starts it. */
export async function release(
  control: EngineControl,
  id: string,
  policy: RestartPolicy | null,
): Promise<Attempt<void>> {
  if (policy !== null) {
    const given = await control.setRestartPolicy(id, policy)
    if (!given.ok) return given
  }
  return control.start(id)
}

/** Has compose make the service's container from its files and start it. Compose finishes what it was cut off at. */
export async function recreateService(
  {control, save, records}: ContainerStepContext,
  {id: step, action}: StepOf<RecreateService>,
): Promise<Attempt<void>> {
  const {container, compose, dataDir, keptByUndo} = action
  const listed = await control.list()
  if (!listed.ok) return listed
  const old = listed.value.find(row => row.id === container.id)
  const earlier = records.find(r => r.id === step)
  const record: ContainerRecord = earlier ?? {
    ...recordOf(step, action),
    did: 'recreate',
    wasUp: records.some(r => r.container.id === container.id && r.wasUp) || (old?.up ?? false),
    policy: policyHeld(records, container.id),
    compose,
    keptByUndo,
    opened: openedBy(dataDir),
  }
  await save({...record, state: 'begun'})
  if (old !== undefined && record.policy !== null) {
    // A container that is what its files say is only started by compose, and would keep the held policy.
    const given = await control.setRestartPolicy(old.id, record.policy)
    if (!given.ok) return given
  }
  const made = await control.recreate(compose, true)
  if (!made.ok) return made
  const named = await nameAgain(control, container)
  if (!named.ok) return named
  const now = await control.list()
  if (!now.ok) return now
  const present = containersOf(now.value, container)
  const [only] = present
  if (only === undefined || present.length > 1 || !only.up) {
    const seen = present.map(row => `${row.name} (${row.state})`).join(', ') || 'no container'
    return refuse('compose-failed', compose.service, `service "${compose.service}" does not run: ${seen}`, [
      `docker logs ${only?.name ?? compose.service}`,
    ])
  }
  await save({...record, state: 'done', after: only.id})
  return done(undefined)
}

function recordOf(id: string, {container}: Pick<StopContainer, 'container'>): ContainerRecord {
  const nothing = {wasUp: false, policy: null, after: null, compose: null, keptByUndo: false, opened: null}
  return {id, did: 'start', state: 'begun', container, ...nothing}
}

/** The policy that a stop of the same run has put away. */
const policyHeld = (records: readonly ContainerRecord[], id: string | null): RestartPolicy | null =>
  records.find(r => r.did === 'stop' && r.container.id === id)?.policy ?? null

const openedBy = (dataDir: string | null): ContainerRecord['opened'] =>
  dataDir === null ? null : {dataDir, lastIndex: String(lastIndexOf(dataDir))}

const gone = (name: string) =>
  refuse('containers-changed', name, `container ${name} is gone`, ['Make a new plan: run the repair again.'])
