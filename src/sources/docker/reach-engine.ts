import {type EndpointOf, type FindEngineOptions, findEngine} from './find-engine.ts'
import type {TlsMaterial} from './read-tls.ts'

/** An engine's address with all that a connection to it needs. */
export type EngineAddress = EndpointOf<TlsMaterial>

export type ReachableEngine =
  | {readonly found: true; readonly address: EngineAddress}
  /** `where` for evidence: with its address, where there is one. */
  | {readonly found: false; readonly where: string; readonly reason: string}

/** The engine that is meant, with its certificates read where it speaks TLS; why not, where they cannot be used. */
export async function reachEngine(options: FindEngineOptions): Promise<ReachableEngine> {
  const found = findEngine(options)
  if (!found.found) return {...found, where: 'container engine'}
  const {address} = found
  if (address.kind === 'socket') return {found: true, address}
  const {host, port, tls} = address
  if (tls === null) return {found: true, address: {...address, tls}}
  const {readTls} = await import('./read-tls.ts')
  const read = readTls(tls)
  if ('reason' in read) {
    return {
      found: false,
      where: `container engine at ${host}:${port}`,
      reason: `TLS of ${address.from}: ${read.reason}`,
    }
  }
  return {found: true, address: {...address, tls: read}}
}
