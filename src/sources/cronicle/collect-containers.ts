import type {Case, Container} from '../../case/case.ts'
import type {CronicleLog, CronicleServer} from '../../case/cronicle.ts'
import {notCollected, read} from '../../case/read.ts'
import {CronicleLogCollector} from '../../formats/cronicle/collect-log.ts'
import {isKnownSetting} from '../../formats/cronicle/known-settings.ts'
import {variablesIn} from '../../formats/cronicle/override.ts'
import {markSecret} from '../../formats/cronicle/secret-mark.ts'
import {decodeInspect} from '../../formats/docker/decode-inspect.ts'
import {reasonOf} from '../docker/collect-docker.ts'
import type {Engine, EngineFiles, ListedContainer} from '../docker/engine.ts'
import {reachEngine} from '../docker/reach-engine.ts'
import {whyNoAnswer} from '../docker/why-no-answer.ts'
import {containerFiles} from './container-files.ts'
import {holdsData} from './join-containers.ts'
import {readServer} from './read-server.ts'

export interface ContainersRead {
  readonly servers: readonly CronicleServer[]
  readonly containers: readonly Container[]
  readonly unread: Case['unread']
}

export interface EngineOptions {
  /** Context of the docker CLI. */
  readonly context: string | null
  /** Milliseconds for each single call. */
  readonly timeout: number
  /** Only containers of this host that mount the data of one of these folders; null for all. */
  readonly folders: readonly string[] | null
}

/** Lines of terminal output asked of each container. */
const logTail = 2000
/** Where the images install Cronicle, and its own default. */
const home = '/opt/cronicle'

/** Cronicle's containers on this host, with configuration, records and logs from inside of them. */
export async function collectContainers(options: EngineOptions): Promise<ContainersRead> {
  const found = await reachEngine({context: options.context, env: process.env})
  if (!found.found) return {servers: [], containers: [], unread: [{where: found.where, reason: found.reason}]}
  const {address} = found
  try {
    const {dockerodeEngine} = await import('../docker/dockerode-engine.ts')
    return await readContainers(dockerodeEngine(address, options.timeout), options.folders)
  } catch (error) {
    const where = address.kind === 'socket' ? address.path : `${address.host}:${address.port}`
    return {
      servers: [],
      containers: [],
      unread: [{where: `container engine at ${where}`, reason: whyNoAnswer(error, address)}],
    }
  }
}

async function readContainers(
  engine: Engine & EngineFiles,
  folders: EngineOptions['folders'],
): Promise<ContainersRead> {
  const servers: CronicleServer[] = []
  const containers: Container[] = []
  const unread: Case['unread'][number][] = []
  const wanted = ({mounts}: ListedContainer) =>
    folders === null || (engine.local && mounts.some(m => folders.some(folder => holdsData(m.source, folder))))
  for (const row of (await engine.listContainers()).filter(row => runsCronicle(row) && wanted(row))) {
    const name = row.names[0] ?? row.id.slice(0, 12)
    try {
      const {containers: inspected} = decodeInspect(await engine.inspectContainer(row.id), `container ${name}`)
      const [container] = inspected
      if (container === undefined) continue
      const {server, unread: more} = await readContainer(engine, container)
      containers.push(container)
      servers.push(server)
      unread.push(...more)
    } catch (error) {
      unread.push({where: `container ${name}`, reason: reasonOf(error)})
    }
  }
  return {servers, containers, unread}
}

async function readContainer(engine: Engine & EngineFiles, container: Container) {
  const {id, name, workingDir} = container
  const root = workingDir.includes('cronicle') ? workingDir : home
  const {server, unread} = await readServer(containerFiles(engine, id, name), {
    label: name,
    role: 'unknown',
    folder: null,
    containerId: id,
    environment: read(variablesIn(container.env, markSecret, isKnownSetting)),
    // Docker puts HOSTNAME into the environment itself; with the host's network its name is the host's.
    osHostname: container.hostname === '' ? notCollected : read(container.hostname),
    interfaces: interfacesOf(container),
    root,
    configFiles: [`${root}/conf/config.json`],
    locate: path => path,
  })
  const console = await consoleOf(engine, container)
  return {server: {...server, logs: [...server.logs, ...console]}, unread}
}

/** Names of Docker's interfaces follow the order of the networks, which decides the address that is reported. */
function interfacesOf(container: Container): CronicleServer['interfaces'] {
  if (container.networkMode === 'host') return notCollected
  const addresses = container.networks.flatMap(n => (n.address === null || n.address === '' ? [] : [n.address]))
  // With several networks only the container itself knows which comes first.
  if (addresses.length !== 1) return notCollected
  return read(addresses.map(address => ({name: 'eth0', address, family: 'IPv4' as const, internal: false})))
}

async function consoleOf(engine: Engine, container: Container): Promise<readonly CronicleLog[]> {
  const text = await engine.readLog(container.id, logTail).catch(() => '')
  if (text === '') return []
  const collector = new CronicleLogCollector()
  for (const line of text.split('\n')) collector.add(line)
  return [collector.finish(`log of container ${container.name}`, 'console', false)]
}

function runsCronicle(row: ListedContainer): boolean {
  const named = /(^|[/\s:_-])cronicle/i
  return named.test(row.image) || named.test(row.command) || row.mounts.some(m => m.destination.startsWith(home))
}
