import Docker from 'dockerode'
import type {EngineAddress} from './find-engine.ts'

/** A client of the engine's HTTP API. `timeout` in milliseconds is for each single call: so long may it be silent. */
export function connectDocker(address: EngineAddress, timeout: number): Docker {
  // Without `host` the library would take that of DOCKER_HOST, whatever socket it is told.
  if (address.kind === 'socket') return new Docker({host: undefined, socketPath: address.path, timeout})
  const {host, port, tls} = address
  return new Docker({host, port, protocol: tls ? 'https' : 'http', timeout})
}

/** Whether the engine's host is this one, as far as its address tells. */
export const isLocal = (address: EngineAddress): boolean =>
  address.kind === 'socket' || ['localhost', '127.0.0.1', '::1'].includes(address.host)

/** How the engine is reached, for evidence. */
export const whereOf = (address: EngineAddress): string =>
  address.kind === 'socket' ? address.path : `${address.host}:${address.port}`
