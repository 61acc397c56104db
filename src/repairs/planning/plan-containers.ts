import {readValue} from '../../case/read.ts'
import {leadersInSight} from '../../checks/no-leader/rules/leader-in-sight.ts'
import type {Server} from '../../facts/types.ts'
import type {AwaitLeader, ContainerAction} from '../container-actions.ts'
import type {Plan, PlanStep} from '../plan.ts'
import type {ContainerPicture, PlanContext} from './context.ts'
import {type ReachedServer, reachServers} from './reach-containers.ts'
import {storesOf} from './server-paths.ts'
import {othersOnStores} from './shared-stores.ts'

export type PlanDraft = Omit<Plan, 'schemaVersion' | 'id'>

/** What has to happen to the containers for a plan's changes to files to count. */
export interface ContainerWork {
  /** In the order they are started. */
  readonly servers: readonly {
    readonly server: Server
    /** The ID it will have. */
    readonly serverId: string
    /** Its service's text changes, so its container has to be created anew. */
    readonly edited: boolean
  }[]
  /**
   * `together`: all are stopped, then all started. `first-alone`: the others only once the first one leads.
   * `one-at-a-time`: each is created anew while the others run, and no data-dir is touched.
   */
  readonly order: 'together' | 'first-alone' | 'one-at-a-time'
  readonly voters: readonly string[]
  /** No other voter may be there in the end. */
  readonly exactly: boolean
  /** False where every job is lost by intent. */
  readonly keepsState?: boolean
  /** Why the containers have to be left alone although they could be reached; null when nothing speaks against it. */
  readonly hindrance?: string | null
}

/**
 * Adds the container steps to a plan of file changes, where the servers have containers here; else the plan stays
 * as it is, and `byHand` (commands that start the servers) tells the rest.
 */
export function onContainers(
  context: PlanContext,
  draft: PlanDraft,
  work: ContainerWork,
  byHand: readonly string[],
): PlanDraft {
  const picture = context.containers ?? null
  const reached = picture && reachServers(picture, serversOf(work), server => isEdited(work, server))
  const asIs = {...draft, next: [...draft.next, ...byHand]}
  if (picture === null || reached === null) return asIs
  if ('why' in reached) return {...asIs, next: [`Containers are left alone: ${reached.why}.`, ...asIs.next]}
  if (work.hindrance) return {...asIs, next: [`Containers are left alone: ${work.hindrance}.`, ...asIs.next]}
  return withSteps(context, picture, draft, work, reached)
}

/** Whether `onContainers` would act on these servers' containers. */
export function actsOnContainers({containers}: PlanContext, servers: readonly Server[]): boolean {
  const reached = containers ? reachServers(containers, servers, () => true) : null
  return reached !== null && !('why' in reached)
}

function withSteps(
  context: PlanContext,
  picture: ContainerPicture,
  draft: PlanDraft,
  work: ContainerWork,
  reached: readonly ReachedServer[],
): PlanDraft {
  const rolling = work.order === 'one-at-a-time'
  const stops = rolling ? [] : reached.filter(({row}) => row?.up)
  const starts = reached.map((server, i) => startStep(server, i, isEdited(work, server.server), rolling))
  const all = reached.map(r => r.ref)
  const stores = rolling ? draft.stores : withStores(draft.stores, reached)
  const others = othersOnStores(
    picture.rows,
    stores,
    reached.flatMap(({row}) => row ?? []),
  )
  const waits = reached.map(({server, ref}, i): PlanStep[] => {
    if (rolling) return [waitStep(i, all, [idOf(work, server)])]
    return work.order === 'first-alone' && i === 0 && reached.length > 1 ? [waitStep(i, [ref], [])] : []
  })
  const running = besideSchedulers(
    draft,
    stores,
    stops.map(s => s.server),
    reached.map(r => r.server),
  )
  return {
    ...running,
    risk: draft.risk === 'safe' && reached.some(({row}) => row?.up) ? 'disruptive' : draft.risk,
    stores,
    steps: [...stops.map(stopStep), ...running.steps, ...starts.flatMap((step, i) => [step, ...(waits[i] ?? [])])],
    kept: [...draft.kept, ...others.stopped],
    refusals: [...draft.refusals, ...(rolling ? [] : others.running)],
    containers: {
      engine: picture.engine,
      present: reached.flatMap(({row}) => (row === null ? [] : [{id: row.id, name: row.name, up: row.up}])),
      hasLeader: leadersInSight(context.facts).length > 0,
      verify: {
        servers: reached.map(({server, ref}) => ({
          container: ref,
          serverId: idOf(work, server),
          dataDir: server.dataDir?.realPath ?? null,
          httpAddr: readValue(server.settings)?.httpAddr.value ?? ':8080',
        })),
        voters: work.voters,
        exactly: work.exactly,
        keepsState: work.keepsState ?? true,
      },
    },
  }
}

const serversOf = (work: ContainerWork): readonly Server[] => work.servers.map(s => s.server)
const isEdited = (work: ContainerWork, server: Server): boolean =>
  work.servers.some(s => s.server === server && s.edited)
const idOf = (work: ContainerWork, server: Server): string =>
  work.servers.find(s => s.server === server)?.serverId ?? ''

/** Every data-dir that is opened in the end is backed up and locked before, whether the plan changes it or not. */
function withStores(planned: Plan['stores'], reached: readonly ReachedServer[]): Plan['stores'] {
  const more = storesOf(reached.map(r => r.server)).filter(s => !planned.some(p => p.dataDir === s.dataDir))
  return [...planned, ...more]
}

/**
 * Schedulers that run while the plan is made change their raft.db until they are stopped, and may add to its log: one
 * without a quorum does that too, where a voter's stored address has become its own and it elects itself.
 */
function besideSchedulers(
  draft: PlanDraft,
  stores: Plan['stores'],
  running: readonly Server[],
  servers: readonly Server[],
): PlanDraft {
  const fileOf = (server: Server) => stores.find(s => s.dataDir === server.dataDir?.realPath)?.raftDb ?? null
  const files = new Set(running.map(fileOf))
  if (files.size === 0) return draft
  return {
    ...draft,
    inputs: draft.inputs.map(input => (files.has(input.path) ? {...input, sha256: 'in-use'} : input)),
    steps: draft.steps.map(step => {
      const {action} = step
      if (action.kind !== 'rewrite-raft-db') return step
      const server = servers.find(s => fileOf(s) === action.path)
      const position = server && readValue(server.position)
      const configuration = server && readValue(server.configuration)
      if (!position || !configuration) return step
      const mayGrow = {lastTerm: String(position.lastTerm), configuration: String(configuration.index)}
      const title = files.has(action.path) ? `${step.title}, or behind what is written until it is stopped` : step.title
      return {...step, title, action: {...action, change: {...action.change, mayGrow}}}
    }),
  }
}

function stopStep({server, ref}: ReachedServer, position: number): PlanStep {
  const policy = server.container?.restartPolicy ?? ''
  const held = policy === '' || policy === 'no' ? '' : `, and its restart policy (${policy}) held back meanwhile`
  return {
    id: `stop-${position + 1}`,
    title: `stop container ${ref.name}`,
    action: {kind: 'stop-container', container: ref},
    diff: `- ${ref.name} runs\n+ ${ref.name} is stopped${held}\n`,
    undo: 'It is started again.',
  }
}

function startStep(
  {server, ref, call}: ReachedServer,
  position: number,
  edited: boolean,
  keptByUndo: boolean,
): PlanStep {
  const dataDir = server.dataDir?.realPath ?? null
  const id = `start-${position + 1}`
  if (call === null || (ref.id !== null && !edited)) {
    const action: ContainerAction = {kind: 'start-container', container: ref, dataDir}
    return {id, title: `start container ${ref.name}`, action, diff: `+ ${ref.name} runs\n`, undo: 'It is stopped.'}
  }
  const files = call.files.join(', ')
  return {
    id,
    title: `create the container of service "${call.service}" anew, from ${files} as it is by then, and start it`,
    action: {kind: 'recreate-service', container: ref, compose: call, dataDir, keptByUndo},
    diff: `${ref.id === null ? '' : `- ${ref.name} (${ref.id.slice(0, 12)})\n`}+ ${ref.name}, a new container of service "${call.service}" in project "${call.project}"\n`,
    undo: keptByUndo
      ? 'The new container stays, and keeps its fixed ID until it is created anew from the old file.'
      : 'It is created anew from the old file.',
  }
}

function waitStep(position: number, containers: AwaitLeader['containers'], voters: AwaitLeader['voters']): PlanStep {
  const whose = containers.length === 1 ? `${containers[0]?.name} leads` : 'the servers agree on a leader'
  return {
    id: `leader-${position + 1}`,
    title: `wait until ${whose}${voters.length > 0 ? `, and "${voters.join('", "')}" is a voter` : ''}`,
    action: {kind: 'await-leader', containers, voters},
    diff: '',
    undo: 'Nothing is to be undone.',
  }
}
