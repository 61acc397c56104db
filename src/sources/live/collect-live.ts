import {realpathSync} from 'node:fs'
import type {Case, Container} from '../../case/case.ts'
import {ToolError} from '../../errors.ts'
import {hostFolderOf} from '../../formats/dkron/data-dir-mount.ts'
import {decodeSettings} from '../../formats/dkron/decode-settings.ts'
import {readDataDir} from '../data-dir/read-data-dir.ts'
import {collectDocker, reasonOf} from '../docker/collect-docker.ts'
import {findEngine} from '../docker/find-engine.ts'
import {readEvidence} from '../evidence/read-evidence.ts'
import {askServers} from './ask-servers.ts'
import {dataFolderOf} from './data-folder-of-service.ts'
import {composeSetIn, composeSetsOf} from './find-compose-files.ts'

export interface LiveOptions {
  /** Context of the docker CLI. */
  readonly context: string | null
  readonly env: Readonly<Record<string, string | undefined>>
  /** Folder the command was started in. */
  readonly folder: string
  /** Milliseconds for each single call. */
  readonly timeout: number
  readonly check: boolean
}

/**
 * Adds the running world to a case: containers, networks and logs from the engine, compose files by the containers'
 * labels or in the present folder, answers of the servers' API, and, when none was named, the data-dirs themselves.
 * What cannot be asked becomes an `unread` entry. Nothing is changed anywhere.
 */
export async function collectLive(given: Case, options: LiveOptions): Promise<Case> {
  const here = given.dataDirs.length === 0 ? await serversOfFolder(options.folder) : []
  const docker = await askEngine(given, options, here.length > 0)
  const containers = [...given.containers, ...docker.containers.filter(c => !isGiven(c, given))]
  const servers = containers.filter(c => decodeSettings({commandLine: c.commandLine, env: c.env}).server)
  const folders = servers.length > 0 ? foldersOf(servers) : here
  const found = given.dataDirs.length === 0 ? readDataDirs(folders, options.check) : {dataDirs: [], unread: []}
  const compose = given.compose.length > 0 ? {compose: [], unread: []} : await findCompose(servers, options.folder)
  const quiet: Case = {
    ...given,
    dataDirs: [...given.dataDirs, ...found.dataDirs],
    containers,
    networks: [...given.networks, ...docker.networks],
    compose: [...given.compose, ...compose.compose],
    logs: [...given.logs, ...docker.logs.filter(l => !given.logs.some(g => g.server === l.server))],
    unread: [...given.unread, ...docker.unread, ...found.unread, ...compose.unread],
  }
  const live = servers.filter(c => docker.containers.includes(c))
  return askServers(quiet, live, {timeout: options.timeout, localEngine: docker.local})
}

function isGiven(container: Container, given: Case): boolean {
  return given.containers.some(c => c.id === container.id)
}

const nothing = {containers: [], networks: [], logs: [], local: false}

async function askEngine(given: Case, options: LiveOptions, projectHere: boolean) {
  const found = findEngine(options)
  if (!found.found) return {...nothing, unread: [{where: 'container engine', reason: found.reason}]}
  const {address} = found
  try {
    const {dockerodeEngine} = await import('../docker/dockerode-engine.ts')
    const engine = dockerodeEngine(address, options.timeout)
    const folders = given.dataDirs.map(d => d.realPath)
    const docker = await collectDocker(engine, {folders, here: options.folder, projectHere})
    return {...docker, local: address.kind === 'socket' || isLoopback(address.host)}
  } catch (error) {
    if (error instanceof ToolError) throw error
    const where = address.kind === 'socket' ? address.path : `${address.host}:${address.port}`
    return {...nothing, unread: [{where: `container engine at ${where}`, reason: reasonOf(error)}]}
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

/** Where a server keeps its data on this host; null when that is not known. */
interface DataFolder {
  readonly server: string
  readonly folder: string | null
}

/** The host folders behind the servers' `--data-dir`. */
function foldersOf(servers: readonly Container[]): readonly DataFolder[] {
  return servers.flatMap(container => {
    const settings = decodeSettings({commandLine: container.commandLine, env: container.env})
    const folder = hostFolderOf(container, settings)
    return folder ? [{server: container.name, folder}] : []
  })
}

/** Those data-dirs, each once, as far as this user can read them. */
function readDataDirs(folders: readonly DataFolder[], check: boolean) {
  const dataDirs: Case['dataDirs'][number][] = []
  const unread: Case['unread'][number][] = []
  const seen = new Set<string>()
  for (const {server, folder} of folders) {
    if (folder === null) {
      unread.push({where: `data-dir of ${server}`, reason: 'no container shows where it lies on this host'})
      continue
    }
    try {
      const real = realpathSync(folder)
      if (seen.has(real)) continue
      seen.add(real)
      dataDirs.push(readDataDir(folder, {check}))
    } catch (error) {
      const reason = error instanceof ToolError ? error.message : reasonOf(error)
      unread.push({where: `data-dir of ${server} (${folder})`, reason})
    }
  }
  return {dataDirs, unread}
}

async function findCompose(servers: readonly Container[], folder: string) {
  const labelled = composeSetsOf(servers)
  const here = composeSetIn(folder)
  const sets = labelled.length > 0 ? labelled : here === null ? [] : [here]
  const none = {inspect: [], network: [], log: [], api: []}
  const read = await Promise.all(sets.map(files => readEvidence({...none, compose: files})))
  return {compose: read.flatMap(r => r.compose), unread: read.flatMap(r => r.unread)}
}

/** The data-dirs that a folder's compose file gives its Dkron servers: all there is once the containers are gone. */
async function serversOfFolder(folder: string): Promise<readonly DataFolder[]> {
  const set = composeSetIn(folder)
  if (set === null) return []
  const {compose} = await readEvidence({inspect: [], network: [], log: [], api: [], compose: set})
  return compose.flatMap(file => file.services).flatMap(service => dataFolderOf(service, folder))
}
