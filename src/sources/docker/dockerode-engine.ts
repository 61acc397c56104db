import type Docker from 'dockerode'
import {connectDocker, isLocal, listAll, whereOf} from './connect-docker.ts'
import type {ContainerFile, Engine, EngineFiles, ListedContainer} from './engine.ts'
import type {EngineAddress} from './reach-engine.ts'
import {readUpTo} from './read-up-to.ts'

/** Events that say what became of a container or of its place in a network. */
const actions = ['create', 'start', 'die', 'oom', 'kill', 'restart', 'destroy', 'connect', 'disconnect']
/** The engine keeps its last 256 events; Podman keeps them all. */
const eventBytes = 4 * 1024 * 1024
/** Headers and padding of a tar archive of one file. */
const aroundFile = 64 * 1024

/**
 * The engine over its HTTP API. `timeout` in milliseconds is for each single call: so long may it be silent, and twice
 * as long may it take.
 */
export function dockerodeEngine(address: EngineAddress, timeout: number): Engine & EngineFiles {
  const docker = connectDocker(address, timeout)
  const bounded = () => ({abortSignal: AbortSignal.timeout(timeout * 2)})
  return {
    where: whereOf(address),
    local: isLocal(address),
    listContainers: async () => (await listAll(docker, bounded())).map(listed),
    inspectContainer: async id => JSON.stringify(await docker.getContainer(id).inspect(bounded())),
    inspectNetwork: async id => JSON.stringify(await docker.getNetwork(id).inspect()),
    listVolumes: async () => JSON.stringify((await docker.listVolumes(bounded())).Volumes ?? []),
    readEvents: async seconds => {
      const now = Date.now() / 1000
      const filters = {type: ['container', 'network'], event: actions}
      // Without `until`, or with one in the future, the engine goes on sending what happens from now on.
      const wanted = {since: Math.floor(now - seconds), until: now, filters: JSON.stringify(filters)}
      const stream = await docker.getEvents({...wanted, ...bounded()})
      return Buffer.from(await readUpTo(stream, eventBytes, AbortSignal.timeout(timeout))).toString('utf8')
    },
    hasPath: async (id, path) => (await statFile(docker.getContainer(id), path, bounded())) !== null,
    readFile: (id, path, most) => readFile(docker.getContainer(id), path, most, timeout),
    readLog: async (id, tail) => {
      const wanted = {stdout: true, stderr: true, timestamps: true, tail} as const
      return withoutFrames(await docker.getContainer(id).logs({...wanted, ...bounded()}))
    },
  }
}

async function readFile(
  container: Docker.Container,
  path: string,
  most: number,
  timeout: number,
): Promise<ContainerFile> {
  const bounded = () => ({abortSignal: AbortSignal.timeout(timeout * 2)})
  const found = await statFile(container, path, bounded())
  if (found === null) return {absent: true}
  const {size = 0, linkTarget = ''} = found
  if (size > most) return {tooLarge: size}
  const stream = await container.getArchive({path: linkTarget || path, ...bounded()})
  // A folder comes with all it holds, whatever its own size says.
  const tar = await readUpTo(stream, most + aroundFile, AbortSignal.timeout(timeout * 2))
  return tar.length === most + aroundFile ? {tooLarge: tar.length} : {tar}
}

/** Header of HEAD /containers/{id}/archive: base64 of JSON with name, size, mode and linkTarget. */
async function statFile(
  container: Docker.Container,
  path: string,
  bounds: {readonly abortSignal: AbortSignal},
): Promise<{readonly size?: number; readonly linkTarget?: string} | null> {
  try {
    const response = (await container.infoArchive({path, ...bounds})) as {
      headers?: Record<string, string>
      resume?: () => void
    }
    response.resume?.()
    const header = response.headers?.['x-docker-container-path-stat'] ?? ''
    return JSON.parse(Buffer.from(header, 'base64').toString('utf8')) as {size?: number; linkTarget?: string}
  } catch (error) {
    if ((error as {statusCode?: unknown}).statusCode === 404) return null
    throw error
  }
}

/** Podman gives `null` for lists of which it has nothing to say. */
function listed(row: Docker.ContainerInfo): ListedContainer {
  return {
    id: row.Id,
    names: (row.Names ?? []).map(n => n.replace(/^\//, '')),
    image: row.Image,
    command: row.Command ?? '',
    state: row.State,
    networks: Object.keys(row.NetworkSettings?.Networks ?? {}),
    project: projectOf(row.Labels ?? {}),
    mounts: (row.Mounts ?? []).map(m => ({source: m.Source, destination: m.Destination, name: m.Name ?? null})),
  }
}

function projectOf(labels: Record<string, string>): ListedContainer['project'] {
  const name = labels['com.docker.compose.project']
  if (name === undefined) return null
  return {name, folder: labels['com.docker.compose.project.working_dir'] ?? ''}
}

/**
 * Without a terminal the engine frames each piece of output: 1 byte stream (0..2), 3 zero bytes, u32 big-endian length
 * (Docker Engine API, "Stream format"). With a terminal the bytes come as they are.
 */
export function withoutFrames(bytes: Buffer): string {
  const parts: Buffer[] = []
  let at = 0
  while (at + 8 <= bytes.length) {
    const framed = (bytes[at] ?? 9) <= 2 && bytes[at + 1] === 0 && bytes[at + 2] === 0 && bytes[at + 3] === 0
    if (!framed) return bytes.toString('utf8')
    const length = bytes.readUInt32BE(at + 4)
    parts.push(bytes.subarray(at + 8, at + 8 + length))
    at += 8 + length
  }
  return Buffer.concat(parts).toString('utf8')
}
