import type {Facts} from '../../../facts/types.ts'
import type {RaftServer} from '../../../formats/raft/types.ts'
import type {Dial} from './dials.ts'
import {dialsTo, isOpen} from './dials.ts'
import {newestConfiguration} from './newest-configuration.ts'
import {isAtLeast, looksUpAddresses} from './released-behaviour.ts'
import {serverIdOf} from './server-id.ts'
import {isUp} from './server-up.ts'
import {compareAddresses} from './stored-addresses.ts'
import type {VoterPresence} from './voter-presence.ts'

/** One server's way to one voter's Raft port, as it was tried from that server's own network. */
export interface RaftWay {
  readonly asker: string
  readonly askerId: string | null
  readonly voter: RaftServer
  /** Where the voter is dialled. */
  readonly address: string
  readonly open: boolean
  readonly tries: readonly Dial[]
  /** What the voter itself got there. */
  readonly own: readonly Dial[]
  /** The voter reaches its own port; null when it was not tried from there. */
  readonly openToItself: boolean | null
}

/** Every way to a voter that runs; those that a server tried to itself are no ways. */
export function raftWays(facts: Facts): readonly RaftWay[] {
  const voters = facts.cluster.voters.filter(v => runs(v, facts)).sort((a, b) => a.id.localeCompare(b.id))
  return voters.flatMap(voter => waysTo(voter, facts))
}

function waysTo(voter: RaftServer, facts: Facts): readonly RaftWay[] {
  const address = dialledAddress(voter, facts)
  if (address === null) return []
  const dials = dialsTo(address, facts)
  const own = dials.filter(d => d.askerId === voter.id)
  const openToItself = own.length === 0 ? null : own.some(isOpen)
  const askers = [...new Set(dials.filter(d => d.askerId !== voter.id).map(d => d.asker))].sort()
  return askers.map(asker => {
    const tries = dials.filter(d => d.asker === asker)
    const askerId = tries[0]?.askerId ?? null
    return {asker, askerId, voter, address, open: tries.some(isOpen), tries, own, openToItself}
  })
}

/** The address that others dial: what gossip says of its ID as of 4.0.0, what is stored before; null when it moved away from that. */
function dialledAddress(voter: RaftServer, facts: Facts): string | null {
  const holder = newestConfiguration(facts)?.holder
  const member = facts.cluster.members.find(m => m.name === voter.id && m.status === 'alive')
  if (holder && isAtLeast(holder, looksUpAddresses) && member?.rpcAddress) return member.rpcAddress
  return compareAddresses([voter], facts)[0]?.state === 'changed' ? null : voter.address
}

/** A container that runs, or gossip that has it alive. One whose container is stopped owes no answer. */
function runs(voter: RaftServer, facts: Facts): boolean {
  const holders = facts.servers.filter(s => serverIdOf(s) === voter.id && s.container !== null)
  if (holders.length > 0) return holders.some(s => isUp(s) === true)
  return facts.cluster.members.some(m => m.name === voter.id && m.status === 'alive')
}

/**
 * Whether one of the voters that are there can still collect a majority, as far as the ways were tried; an untried way
 * counts as open, so `false` is certain.
 */
export function someoneCanWin(ways: readonly RaftWay[], voters: readonly VoterPresence[], needed: number): boolean {
  const there = voters.filter(v => v.presence === 'present' || v.presence === 'unseen').map(v => v.voter.id)
  return there.some(candidate => {
    const blocked = ways.filter(w => w.askerId === candidate && !w.open).map(w => w.voter.id)
    return there.filter(id => id === candidate || !blocked.includes(id)).length >= needed
  })
}
