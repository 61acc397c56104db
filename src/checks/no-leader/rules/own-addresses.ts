import {readValue} from '../../../case/read.ts'
import type {Server} from '../../../facts/types.ts'

/** Addresses a server is reached at, with the place they were seen. */
export interface OwnAddresses {
  /** Without port; empty when they are not known, as on the host's network. */
  readonly hosts: readonly string[]
  readonly source: string
}

/**
 * The addresses of the running container; of a stopped one, or of none yet, those that the operator fixed and that it
 * is sure to get.
 */
export function ownAddresses(server: Server): OwnAddresses {
  const {container, compose} = server
  if (container !== null) {
    const current = readValue(server.addresses)?.current ?? []
    const fixed = container.networks.flatMap(n => n.fixedAddress ?? [])
    const hosts = container.networkMode === 'host' ? [] : current.length > 0 ? current : fixed
    return {hosts, source: `${container.source}: ${server.label}`}
  }
  const planned = (compose?.service.networks ?? []).flatMap(n => n.fixedAddress ?? [])
  const place = planned[0]?.place
  return {hosts: planned.map(p => p.value), source: place ? `${place.file}:${place.line}` : ''}
}
