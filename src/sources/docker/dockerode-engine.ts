import Docker from 'dockerode'
import type {ContainerFile, Engine, EngineFiles, ListedContainer} from './engine.ts'
import type {EngineAddress} from './find-engine.ts'

/** The engine over its HTTP API. `timeout` in milliseconds is for each single call. */
export function dockerodeEngine(address: EngineAddress, timeout: number): Engine & EngineFiles {
  const docker =
    address.kind === 'socket'
      ? new Docker({socketPath: address.path, timeout})
      : new Docker({host: address.host, port: address.port, protocol: address.tls ? 'https' : 'http', timeout})
  return {
    where: address.kind === 'socket' ? address.path : `${address.host}:${address.port}`,
    listContainers: async () => (await docker.listContainers({all: true})).map(listed),
    inspectContainer: async id => JSON.stringify(await docker.getContainer(id).inspect()),
    inspectNetwork: async id => JSON.stringify(await docker.getNetwork(id).inspect()),
    readLog: async (id, tail) => {
      const bytes = await docker.getContainer(id).logs({stdout: true, stderr: true, timestamps: true, tail})
      return withoutFrames(bytes)
    },
    readFile: (id, path, most) => readFile(docker.getContainer(id), path, most),
  }
}

/** The engine's archive call; of a link it gives the link alone, so its target is asked for. */
async function readFile(container: Docker.Container, path: string, most: number): Promise<ContainerFile> {
  const found = await statFile(container, path)
  if (found === null) return {absent: true}
  const {size = 0, linkTarget = ''} = found
  if (size > most) return {tooLarge: size}
  const stream = await container.getArchive({path: linkTarget || path})
  const chunks: Uint8Array[] = []
  for await (const chunk of stream as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return {tar: Buffer.concat(chunks)}
}

/** Header of HEAD /containers/{id}/archive: base64 of JSON with name, size, mode and linkTarget. */
async function statFile(
  container: Docker.Container,
  path: string,
): Promise<{readonly size?: number; readonly linkTarget?: string} | null> {
  try {
    const response = (await container.infoArchive({path})) as {
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

function listed(row: Docker.ContainerInfo): ListedContainer {
  return {
    id: row.Id,
    names: row.Names.map(n => n.replace(/^\//, '')),
    image: row.Image,
    command: row.Command,
    state: row.State,
    networks: Object.keys(row.NetworkSettings?.Networks ?? {}),
    project: projectOf(row.Labels ?? {}),
    mounts: row.Mounts.map(m => ({source: m.Source, destination: m.Destination, name: m.Name ?? null})),
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
