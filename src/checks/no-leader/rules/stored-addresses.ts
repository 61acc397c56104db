import {readValue} from '../../../case/read.ts'
import type {Facts, Server} from '../../../facts/types.ts'
import {isIpAddress, joinAddress, splitAddress, unroutableBecause} from '../../../formats/host-and-port.ts'
import type {RaftServer} from '../../../formats/raft/types.ts'
import {reachFor} from './dials.ts'
import {isAddressOfAnother, ownAddresses} from './own-addresses.ts'
import {serverIdOf} from './server-id.ts'

/** A stored address against the addresses its server has now. */
export interface ComparedAddress {
  readonly member: RaftServer
  /** `unknown`: the server's present address is not known, or the stored one is a name. */
  readonly state: 'same' | 'changed' | 'unknown'
  /**
   * Whether others get an answer at the stored address, from whoever has it now; null when nobody tried, or another
   * server has it.
   */
  readonly reach: 'answers' | 'silent' | null
  /** Present addresses, as `host:port`. */
  readonly present: readonly string[]
  readonly source: string
}

/**
 * Compares every stored server address with what inspect and gossip show for that server ID now. One where it still
 * answers the others, though it is none of its own (a forwarded port), has not changed for them.
 */
export function compareAddresses(stored: readonly RaftServer[], facts: Facts): readonly ComparedAddress[] {
  return stored.map(member => {
    const {present, source} = presentAddresses(member.id, facts)
    const {host} = splitAddress(member.address)
    const comparable = present.length > 0 && isIpAddress(host) && unroutableBecause(host) === null
    const own = present.includes(member.address)
    const taken = !own && isAddressOfAnother(member.id, member.address, facts)
    const reach = taken ? null : reachFor(member.id, member.address, facts)
    const state = !comparable ? 'unknown' : own || reach === 'answers' ? 'same' : 'changed'
    return {member, state, reach, present, source}
  })
}

/** Addresses of the server itself first; what gossip heard of it when no container was looked at. */
function presentAddresses(id: string, facts: Facts): {present: readonly string[]; source: string} {
  const server = facts.servers.find(s => serverIdOf(s) === id && ownAddresses(s).hosts.length > 0)
  if (server) return {present: dialled(server), source: ownAddresses(server).source}
  const member = facts.cluster.members.find(m => m.name === id && m.status === 'alive')
  const present = member?.rpcAddress ? [member.rpcAddress] : []
  return {present, source: '/v1/members'}
}

/** `host:port` of every address a peer may have been told: its own, and the advertised one. */
function dialled(server: Server): readonly string[] {
  const settings = readValue(server.settings)
  const port = (settings?.advertiseRpcPort ?? settings?.rpcPort)?.value ?? 6868
  const advertised = settings?.advertiseAddr ? [splitAddress(settings.advertiseAddr.value).host] : []
  const hosts = [...ownAddresses(server).hosts, ...advertised]
  return hosts.map(host => joinAddress(host, port))
}
