import {readValue} from '../../../case/read.ts'
import type {Facts, Server} from '../../../facts/types.ts'
import {splitAddress} from '../../../formats/host-and-port.ts'
import {serverIdOf} from './server-id.ts'

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

/** The server is reached at this stored address now. */
export function isOwnAddress(server: Server, address: string): boolean {
  return ownAddresses(server).hosts.includes(splitAddress(address).host)
}

/** Another server than the one with this ID has the address now, or another container on an inspected network. */
export function isAddressOfAnother(id: string, address: string, facts: Facts): boolean {
  const {host} = splitAddress(address)
  const holder = facts.servers.find(s => ownAddresses(s).hosts.includes(host))
  if (holder) return serverIdOf(holder) !== id
  return facts.cluster.networks.some(n => n.members.some(m => m.address === host))
}
