import {createHash} from 'node:crypto'
import {existsSync, readFileSync} from 'node:fs'
import {homedir} from 'node:os'
import {join, resolve} from 'node:path'
import {isAbsent} from './is-absent.ts'

/** Where a Docker-compatible engine listens. `Tls` is what is known of its TLS; null for plain HTTP. */
export type EndpointOf<Tls> =
  | {readonly kind: 'socket'; readonly path: string; readonly from: string}
  | {
      readonly kind: 'tcp'
      readonly host: string
      readonly port: number
      readonly tls: Tls | null
      readonly from: string
    }

/** Which certificates TLS is spoken with. */
export interface TlsFiles {
  /** Absolute path of the folder of `ca.pem`, `cert.pem` and `key.pem`. */
  readonly folder: string
  /** Without `ca.pem` nothing is asked; else the authorities that Node trusts stand in for it. */
  readonly needsCa: boolean
  /** Only a context with SkipTLSVerify takes any engine for the right one. */
  readonly verify: boolean
}

export const tlsFileNames = {ca: 'ca.pem', cert: 'cert.pem', key: 'key.pem'} as const

export interface FindEngineOptions {
  /** `--context`: a context of the docker CLI. */
  readonly context: string | null
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home?: string
}

export type FoundEngine =
  | {readonly found: true; readonly address: EndpointOf<TlsFiles>}
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
  if (env.DOCKER_HOST) return ofUrl(env.DOCKER_HOST, 'DOCKER_HOST', https => tlsOfEnvironment(env, folder, https))
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
  const meta = readJson(file) as {Endpoints?: {docker?: {Host?: unknown; SkipTLSVerify?: unknown}}} | null
  const {Host: host, SkipTLSVerify: skip} = meta?.Endpoints?.docker ?? {}
  if (typeof host !== 'string') return {found: false, reason: `docker context "${name}" (${from}) is not in ${file}`}
  const material = resolve(settings, 'contexts/tls', folder, 'docker')
  return ofUrl(host, `docker context "${name}" (${from})`, https => tlsOfContext(material, skip === true, https))
}

/**
 * TLS of DOCKER_HOST (docker/cli flags/options.go `SetDefaultOptions`), but that DOCKER_TLS without DOCKER_TLS_VERIFY
 * does not trust whoever answers either: an engine is as good as root.
 */
function tlsOfEnvironment(env: FindEngineOptions['env'], settings: string, https: boolean): TlsFiles | null {
  if (!https && !env.DOCKER_TLS_VERIFY && !env.DOCKER_TLS) return null
  const needsCa = Boolean(env.DOCKER_TLS_VERIFY)
  return {folder: resolve(env.DOCKER_CERT_PATH || settings), needsCa, verify: true}
}

/** A context speaks TLS when it has material for it, or is told not to verify (docker/cli context/docker/load.go). */
function tlsOfContext(folder: string, skip: boolean, https: boolean): TlsFiles | null {
  const has = Object.values(tlsFileNames).some(name => !isAbsent(join(folder, name)))
  return has || skip || https ? {folder, needsCa: false, verify: !skip} : null
}

/** @param tlsOf what TLS there is, told whether the address itself asks for it */
function ofUrl(text: string, from: string, tlsOf: (https: boolean) => TlsFiles | null): FoundEngine {
  if (text.startsWith('unix://')) return {found: true, address: {kind: 'socket', path: text.slice(7), from}}
  if (text.startsWith('/')) return {found: true, address: {kind: 'socket', path: text, from}}
  const match = /^(tcp|http|https):\/\/(\[[^\]]+\]|[^:/]+)(?::(\d+))?\/?$/.exec(text)
  if (!match?.[2])
    return {found: false, reason: `${from}: "${text}" is not an address doctor can use (unix:// or tcp://)`}
  const https = match[1] === 'https'
  return {
    found: true,
    address: {
      kind: 'tcp',
      host: match[2].replace(/^\[|\]$/g, ''),
      port: Number(match[3] ?? (https ? 2376 : 2375)),
      tls: tlsOf(https),
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
