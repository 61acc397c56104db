import {isDeepStrictEqual} from 'node:util'
import {readValue} from '../../case/read.ts'
import type {Server} from '../../facts/types.ts'
import {setFixedAddress, setSubnet} from '../../formats/compose/edit/edit-networks.ts'
import {hostOf, smallestSubnet, subnetHolds} from '../../formats/ipv4.ts'
import type {Pin} from '../pin-server-id.ts'
import {downLines} from '../start-servers.ts'
import type {PlanContext} from './context.ts'
import type {ServiceEdit} from './edit-compose.ts'

/** Why a subnet is nothing to give a network while containers are created anew one by one. */
export const networkAnew =
  'Its network has no such subnet, and would have to be made anew, which takes every container on it down.'

export interface AddressEdits {
  readonly edits: readonly ServiceEdit[]
  readonly next: readonly string[]
}

/** Compose edits that give each server the address its stored ID is dialled at, with the subnet where one is missing. */
export function addressEdits(context: PlanContext, pins: readonly Pin[]): AddressEdits | {readonly why: string} {
  const wanted: {server: Server; address: string; network: string}[] = []
  for (const {server, serverId} of pins) {
    const stored = readValue(server.configuration)?.servers.find(s => s.id === serverId)?.address
    const address = stored === undefined ? null : hostOf(stored)
    if (address === null) return {why: `the stored address of "${serverId}" is no IPv4 address: ${stored ?? 'none'}`}
    const network = networkOf(server)
    if (network === null) return {why: `which compose network of ${server.label} has that address is not certain`}
    wanted.push({server, address, network})
  }
  const open = wanted.filter(({server, address, network}) => fixedAddress(server, network) !== address)
  const addresses = wanted.map(w => w.address)
  if (new Set(addresses).size < addresses.length) return {why: 'two servers have the same stored address'}
  const edits: ServiceEdit[] = open.map(({server, address, network}) => ({
    server,
    title: `address ${address} in service "${server.compose?.service.name ?? ''}"`,
    ways: [(text, service) => setFixedAddress(text, service, network, address)],
    effect: {
      holds: ({networks}) => networks.some(n => n.network === network && n.fixedAddress?.value === address),
      mayChange: ['networks'],
    },
    byHand: [
      `networks: {${network}: {ipv4_address: ${address}}}   # in service "${server.compose?.service.name ?? ''}"`,
    ],
  }))
  const subnets: ServiceEdit[] = []
  const next: string[] = []
  for (const network of new Set(open.map(w => w.network))) {
    const inIt = wanted.filter(w => w.network === network)
    const missing = inIt.find(w => !subnetsOf(w.server, network).some(s => subnetHolds(s, w.address)))
    if (!missing) continue
    if (subnetsOf(missing.server, network).length > 0) {
      return {why: `the subnet of network "${network}" does not hold ${missing.address}`}
    }
    const others = wanted.filter(w => w.network !== network)
    const subnet = subnetFor(
      context,
      network,
      inIt.map(w => w.address),
    )
    if (others.some(w => subnetHolds(subnet, w.address))) {
      return {why: `the subnet of network "${network}" would overlap that of another network`}
    }
    subnets.push(subnetEdit(missing.server, network, subnet))
    next.push(
      `The network "${network}" has to be made anew to have the subnet ${subnet}:`,
      ...downLines([missing.server]),
    )
  }
  return {edits: [...subnets, ...edits], next}
}

function subnetEdit(server: Server, network: string, subnet: string): ServiceEdit {
  return {
    server,
    title: `subnet ${subnet} of network "${network}"`,
    ways: [text => setSubnet(text, network, subnet)],
    effect: {holds: (_, subnets) => isDeepStrictEqual(subnets[network], [subnet]), mayChange: [], network},
    byHand: [`networks: {${network}: {ipam: {config: [{subnet: ${subnet}}]}}}   # at the top level`],
  }
}

/** The one network of the service that a fixed address can be given in. */
function networkOf(server: Server): string | null {
  const service = server.compose?.service
  if (!service || service.networkMode !== null) return null
  if (service.networks.length === 0) return 'default'
  return service.networks.length === 1 ? (service.networks[0]?.network ?? null) : null
}

function fixedAddress(server: Server, network: string): string | null {
  return server.compose?.service.networks.find(n => n.network === network)?.fixedAddress?.value ?? null
}

function subnetsOf(server: Server, network: string): readonly string[] {
  return server.compose?.file.networks.find(n => n.name === network)?.subnets ?? []
}

/** What Docker's network of that name has now where it holds all addresses, else the smallest usual one. */
function subnetFor({facts}: PlanContext, network: string, addresses: readonly string[]): string {
  const known = facts.cluster.networks
    .filter(n => n.name === network || n.name.endsWith(`_${network}`))
    .flatMap(n => n.subnets)
    .find(subnet => addresses.every(a => subnetHolds(subnet, a)))
  return known ?? smallestSubnet(addresses)
}
