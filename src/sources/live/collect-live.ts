import {realpathSync} from 'node:fs'
import type {Case, Container} from '../../case/case.ts'
import {ToolError} from '../../errors.ts'
import {hostFolderOf} from '../../formats/dkron/data-dir-mount.ts'
import {decodeSettings} from '../../formats/dkron/decode-settings.ts'
import {readDataDir} from '../data-dir/read-data-dir.ts'
import {collectDocker, reasonOf} from '../docker/collect-docker.ts'
import {findEngine} from '../docker/find-engine.ts'
import {readEvidence} from '../evidence/read-evidence.ts'
import {apiTargets} from './api-targets.ts'
import {askApis} from './ask-api.ts'
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
  const docker = await askEngine(given, options)
  const containers = [...given.containers, ...docker.containers.filter(c => !isGiven(c, given))]
  const servers = containers.filter(c => decodeSettings({commandLine: c.commandLine, env: c.env}).server)
  const found = given.dataDirs.length === 0 ? findDataDirs(servers, options.check) : {dataDirs: [], unread: []}
  const compose = given.compose.length > 0 ? {compose: [], unread: []} : await findCompose(servers, options.folder)
  const asked = await askApis(apiTargets(servers.filter(c => docker.containers.includes(c))), options.timeout)
  return {
    ...given,
    dataDirs: [...given.dataDirs, ...found.dataDirs],
    containers,
    networks: [...given.networks, ...docker.networks],
    compose: [...given.compose, ...compose.compose],
    logs: [...given.logs, ...docker.logs.filter(l => !given.logs.some(g => g.server === l.server))],
    api: [...given.api, ...asked.flatMap(a => (a.answered ? [a.answers] : []))],
    unread: [
      ...given.unread,
      ...docker.unread,
      ...found.unread,
      ...compose.unread,
      ...asked.flatMap(a => (a.answered ? [] : [{where: a.where, reason: a.reason}])),
    ],
  }
}

function isGiven(container: Container, given: Case): boolean {
  return given.containers.some(c => c.id === container.id)
}

const nothing = {containers: [], networks: [], logs: []}

async function askEngine(given: Case, options: LiveOptions) {
  const found = findEngine(options)
  if (!found.found) return {...nothing, unread: [{where: 'container engine', reason: found.reason}]}
  const {address} = found
  try {
    const {dockerodeEngine} = await import('../docker/dockerode-engine.ts')
    const engine = dockerodeEngine(address, options.timeout)
    return await collectDocker(engine, {folders: given.dataDirs.map(d => d.realPath), here: options.folder})
  } catch (error) {
    if (error instanceof ToolError) throw error
    const where = address.kind === 'socket' ? address.path : `${address.host}:${address.port}`
    return {...nothing, unread: [{where: `container engine at ${where}`, reason: reasonOf(error)}]}
  }
}

/** The host folders behind the servers' `--data-dir`, as far as this user can read them. */
function findDataDirs(servers: readonly Container[], check: boolean) {
  const dataDirs: Case['dataDirs'][number][] = []
  const unread: Case['unread'][number][] = []
  const seen = new Set<string>()
  for (const container of servers) {
    const settings = decodeSettings({commandLine: container.commandLine, env: container.env})
    const folder = hostFolderOf(container, settings)
    if (folder === null || folder === '') continue
    try {
      const real = realpathSync(folder)
      if (seen.has(real)) continue
      seen.add(real)
      dataDirs.push(readDataDir(folder, {check}))
    } catch (error) {
      const reason = error instanceof ToolError ? error.message : reasonOf(error)
      unread.push({where: `data-dir of ${container.name} (${folder})`, reason})
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
