import {dirname, resolve} from 'node:path'
import type {Case, ComposeFile, Container} from '../../case/case.ts'
import type {DockerVolume} from '../../case/docker-volume.ts'
import {ToolError} from '../../errors.ts'
import {settingsOfContainer} from '../../formats/dkron/settings-of.ts'
import {boundFolder} from '../../formats/docker/bound-folder.ts'
import {collectDocker, type DockerEvidence} from '../docker/collect-docker.ts'
import {realPath} from '../docker/locate-mount.ts'
import {reachEngine} from '../docker/reach-engine.ts'
import {whyNoAnswer} from '../docker/why-no-answer.ts'
import {readEvidence} from '../evidence/read-evidence.ts'
import {askServers} from './ask-servers.ts'
import {chooseEvents} from './choose-events.ts'
import {composeSetIn, composeSetsOf} from './find-compose-files.ts'
import {placesOfContainers, placesOfPlan, readPlaces} from './find-data-dirs.ts'
import {locatePlanned, type PlannedServer, plannedServers} from './planned-servers.ts'

export interface LiveOptions {
  /** Context of the docker CLI. */
  readonly context: string | null
  readonly env: Readonly<Record<string, string | undefined>>
  /** Folder the command was started in. */
  readonly folder: string
  /** Milliseconds for each single call. */
  readonly timeout: number
  readonly check: boolean
  /** Ask for the agents' RPC ports as well. */
  readonly agents?: boolean
}

/**
 * Adds the running world to a case: containers, networks, volumes, events and logs from the engine, compose files by the
 * containers' labels or in the present folder, answers of the servers' API, and, when none was named, the data-dirs
 * themselves. What cannot be asked becomes an `unread` entry. Nothing is changed anywhere.
 */
export async function collectLive(given: Case, options: LiveOptions): Promise<Case> {
  const plan = given.dataDirs.length === 0 ? await planOf(given, options) : []
  const docker = await askEngine(given, options, plan)
  const containers = [...given.containers, ...docker.containers.filter(c => !isGiven(c, given))]
  const servers = containers.filter(c => settingsOfContainer(c).server)
  const places =
    servers.length > 0
      ? placesOfContainers(servers, docker.volumes, docker.engineHost === null)
      : placesOfPlan(plan, docker.volumes)
  const found = given.dataDirs.length === 0 ? readPlaces(places, options.check) : {dataDirs: [], unread: []}
  const dataDirs = [...given.dataDirs, ...found.dataDirs]
  const compose = given.compose.length > 0 ? {compose: [], unread: []} : await findCompose(servers, options)
  const projects = plan.flatMap(p => p.volume?.projects ?? [])
  const quiet: Case = {
    ...given,
    dataDirs,
    containers,
    networks: [...given.networks, ...docker.networks],
    volumes: docker.volumes.filter(v => concerns(v, containers, dataDirs)),
    events: chooseEvents(docker.events, {containers, dataDirs}, projects),
    compose: [...given.compose, ...compose.compose],
    logs: [...given.logs, ...docker.logs.filter(l => !given.logs.some(g => g.server === l.server))],
    unread: [...given.unread, ...docker.unread, ...found.unread, ...compose.unread],
  }
  const live = servers.filter(c => docker.containers.includes(c))
  const others = docker.containers.filter(c => !servers.includes(c))
  return askServers(quiet, live, {
    timeout: options.timeout,
    engineHost: docker.engineHost,
    urls: [],
    agents: options.agents ? others : null,
  })
}

function isGiven(container: Container, given: Case): boolean {
  return given.containers.some(c => c.id === container.id)
}

/** Volumes that a container of the case uses, or that a data-dir of it lies in. */
function concerns(volume: DockerVolume, containers: readonly Container[], dataDirs: Case['dataDirs']): boolean {
  if (containers.some(c => c.mounts.some(m => m.volume === volume.name))) return true
  const folder = realPath(boundFolder(volume) ?? volume.mountpoint)
  return dataDirs.some(d => d.realPath === folder || d.realPath.startsWith(`${folder}/`))
}

/** What the engine showed, and the name of its host when it is another one. */
type Engine = DockerEvidence & {readonly engineHost: string | null}

const nothing: Engine = {
  containers: [],
  networks: [],
  logs: [],
  volumes: [],
  events: [],
  unread: [],
  engineHost: null,
}

async function askEngine(given: Case, options: LiveOptions, plan: readonly PlannedServer[]): Promise<Engine> {
  const found = await reachEngine(options)
  if (!found.found) return {...nothing, unread: [{where: found.where, reason: found.reason}]}
  const {address} = found
  try {
    const {dockerodeEngine} = await import('../docker/dockerode-engine.ts')
    const engine = dockerodeEngine(address, options.timeout)
    const evidence = await collectDocker(engine, volumes => ({
      folders: [...given.dataDirs.map(d => d.realPath), ...plan.flatMap(p => plannedFolder(p, volumes))],
      here: options.folder,
      projectHere: plan.length > 0,
    }))
    return {...evidence, engineHost: engine.local || address.kind === 'socket' ? null : address.host}
  } catch (error) {
    if (error instanceof ToolError) throw error
    const where = address.kind === 'socket' ? address.path : `${address.host}:${address.port}`
    return {...nothing, unread: [{where: `container engine at ${where}`, reason: whyNoAnswer(error, address)}]}
  }
}

/** A container made by hand may use it too, outside of the project. */
function plannedFolder(planned: PlannedServer, volumes: readonly DockerVolume[]): readonly string[] {
  const place = locatePlanned(planned, volumes)
  return 'folder' in place ? [realPath(place.folder)] : []
}

const none = {inspect: [], network: [], log: [], api: []}

async function findCompose(servers: readonly Container[], {folder, env}: LiveOptions) {
  const labelled = composeSetsOf(servers)
  const here = composeSetIn(folder, env)
  const sets = labelled.length > 0 ? labelled : here === null ? [] : [here]
  const read = await Promise.all(sets.map(files => readEvidence({...none, compose: files})))
  return {compose: read.flatMap(r => r.compose), unread: read.flatMap(r => r.unread)}
}

/**
 * The servers of the compose files that were named, else of the present folder's: all there is once the containers are
 * gone.
 */
async function planOf(given: Case, {folder, env}: LiveOptions): Promise<readonly PlannedServer[]> {
  if (given.compose.length > 0) return given.compose.flatMap(file => plannedServers(file, folderOf(file)))
  const set = composeSetIn(folder, env)
  if (set === null) return []
  const {compose} = await readEvidence({...none, compose: set})
  return compose.flatMap(file => plannedServers(file, folderOf(file)))
}

const folderOf = ({file}: ComposeFile): string => dirname(resolve(file))
