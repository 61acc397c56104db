import {Agent, type ClientRequest} from 'node:http'
import {Agent as TlsAgent} from 'node:https'
import Docker from 'dockerode'
import type {EngineAddress} from './reach-engine.ts'

/** A client of the engine's HTTP API. `timeout` in milliseconds is for each single call: so long may it be silent. */
export function connectDocker(address: EngineAddress, timeout: number): Docker {
  return withoutDockerHost(() => {
    if (address.kind === 'socket') return new Docker({socketPath: address.path, timeout})
    const {host, port, tls} = address
    // The library itself cannot leave verification out, and shows a key it is given when DEBUG is set.
    const agent = tls ? new TlsAgent({secureContext: tls.context, rejectUnauthorized: tls.verify}) : new Agent()
    followNothing(agent)
    const options = {host, port, protocol: tls ? 'https' : 'http', timeout, agent} as const
    return new Docker(options)
  })
}

/**
 * The library follows a redirect wherever it leads, and nobody catches what goes wrong there (docker-modem http.js
 * `redirectCallback`): a proxy that sends plain HTTP to its TLS would end the process. So it is shown none.
 */
function followNothing(agent: Agent): void {
  const asked = agent as unknown as {addRequest: (request: ClientRequest, ...rest: readonly unknown[]) => void}
  const {addRequest} = asked
  asked.addRequest = (request, ...rest) => {
    request.prependListener('response', ({headers}) => {
      delete headers.location
    })
    addRequest.call(agent, request, ...rest)
  }
}

/**
 * The library takes host, port, protocol and certificates of DOCKER_HOST for whatever it is not told, and throws when
 * it cannot read them (docker-modem modem.js `defaultOpts`), although another engine is meant.
 */
function withoutDockerHost<T>(make: () => T): T {
  const {DOCKER_HOST} = process.env
  if (DOCKER_HOST === undefined) return make()
  delete process.env.DOCKER_HOST
  try {
    return make()
  } finally {
    process.env.DOCKER_HOST = DOCKER_HOST
  }
}

/**
 * The engine's rows of all containers.
 *
 * @throws TypeError when something else than an engine answers there.
 */
export async function listAll(
  docker: Docker,
  bounds: {abortSignal?: AbortSignal} = {},
): Promise<Docker.ContainerInfo[]> {
  const rows: unknown = await docker.listContainers({all: true, ...bounds})
  if (!Array.isArray(rows)) throw new TypeError('what answers there is no container engine')
  return rows
}

/** Whether the engine's host is this one, as far as its address tells. */
export const isLocal = (address: EngineAddress): boolean =>
  address.kind === 'socket' || ['localhost', '127.0.0.1', '::1'].includes(address.host)

/** How the engine is reached, for evidence. */
export const whereOf = (address: EngineAddress): string =>
  address.kind === 'socket' ? address.path : `${address.host}:${address.port}`
