import {createHash} from 'node:crypto'
import {existsSync, readFileSync} from 'node:fs'
import {homedir} from 'node:os'
import {join} from 'node:path'

/** Where a Docker-compatible engine listens. */
export type EngineAddress =
  | {readonly kind: 'socket'; readonly path: string; readonly from: string}
  | {readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls: boolean; readonly from: string}

export interface FindEngineOptions {
  /** `--context`: a context of the docker CLI. */
  readonly context: string | null
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home?: string
}

export type FoundEngine =
  | {readonly found: true; readonly address: EngineAddress}
  | {readonly found: false; readonly reason: string}

/**
 * The engine that the docker CLI on this host would talk to: a named context, else DOCKER_HOST, else DOCKER_CONTEXT,
 * else the context chosen in the CLI's settings, else the first socket there is (system, rootless, Docker Desktop,
 * Podman). The order is the docker CLI's own (docker/cli command.go `resolveContextName`), and so is that the context
 * "default" is DOCKER_HOST.
 */
export function findEngine({context, env, home = homedir()}: FindEngineOptions): FoundEngine {
  const folder = env.DOCKER_CONFIG || join(home, '.docker')
  const named: readonly (readonly [string | null | undefined, string])[] = [
    [context, '--context'],
    [env.DOCKER_HOST ? 'default' : null, 'DOCKER_HOST'],
    [env.DOCKER_CONTEXT, 'DOCKER_CONTEXT'],
    [currentContext(folder), join(folder, 'config.json')],
  ]
  const [name, from] = named.find(([name]) => name) ?? []
  if (name && from && name !== 'default') return ofContext(name, folder, from)
  if (env.DOCKER_HOST) return ofUrl(env.DOCKER_HOST, 'DOCKER_HOST')
  const socket = knownSockets(env, home).find(path => existsSync(path))
  if (socket === undefined) {
    return {found: false, reason: `no engine socket here (looked for ${knownSockets(env, home).join(', ')})`}
  }
  return {found: true, address: {kind: 'socket', path: socket, from: socket}}
}

function knownSockets(env: FindEngineOptions['env'], home: string): readonly string[] {
  const runtime = env.XDG_RUNTIME_DIR
  return [
    '/var/run/docker.sock',
    ...(runtime ? [join(runtime, 'docker.sock')] : []),
    join(home, '.docker/run/docker.sock'),
    join(home, '.docker/desktop/docker.sock'),
    ...(runtime ? [join(runtime, 'podman/podman.sock')] : []),
    '/run/podman/podman.sock',
  ]
}

function currentContext(folder: string): string | null {
  const config = readJson(join(folder, 'config.json')) as {currentContext?: unknown} | null
  const name = config?.currentContext
  return typeof name === 'string' ? name : null
}

/** A context's folder is named by the SHA-256 of its name (docker/cli context store). */
function ofContext(name: string, settings: string, from: string): FoundEngine {
  const folder = createHash('sha256').update(name).digest('hex')
  const file = join(settings, 'contexts/meta', folder, 'meta.json')
  const meta = readJson(file) as {Endpoints?: {docker?: {Host?: unknown}}} | null
  const host = meta?.Endpoints?.docker?.Host
  if (typeof host !== 'string') return {found: false, reason: `docker context "${name}" (${from}) is not in ${file}`}
  return ofUrl(host, `docker context "${name}" (${from})`)
}

function ofUrl(text: string, from: string): FoundEngine {
  if (text.startsWith('unix://')) return {found: true, address: {kind: 'socket', path: text.slice(7), from}}
  if (text.startsWith('/')) return {found: true, address: {kind: 'socket', path: text, from}}
  const match = /^(tcp|http|https):\/\/(\[[^\]]+\]|[^:/]+)(?::(\d+))?\/?$/.exec(text)
  if (!match?.[2])
    return {found: false, reason: `${from}: "${text}" is not an address doctor can use (unix:// or tcp://)`}
  const tls = match[1] === 'https'
  return {
    found: true,
    address: {
      kind: 'tcp',
      host: match[2].replace(/^\[|\]$/g, ''),
      port: Number(match[3] ?? (tls ? 2376 : 2375)),
      tls,
      from,
    },
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
