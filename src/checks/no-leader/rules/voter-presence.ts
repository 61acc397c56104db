import type {Facts} from '../../../facts/types.ts'
import {configGap, settingsOfService} from '../../../formats/dkron/settings-of.ts'
import type {RaftServer} from '../../../formats/raft/types.ts'
import type {Evidence} from '../../../report/types.ts'
import {dialsTo, isOpen} from './dials.ts'
import {quoteRemoval, removalOf} from './engine-events.ts'
import {looksLikeContainerId} from './membership.ts'
import {isAddressOfAnother} from './own-addresses.ts'
import {quoteDials} from './quote-dials.ts'
import {serverIdOf} from './server-id.ts'
import {isUp} from './server-up.ts'

/**
 * Where a voter is: `present`; `stopped` its container is there and does not run; `failed` gossip remembers it and
 * cannot reach it; `missing` gossip answered and does not know it; `silent` nothing shows it but its stored address,
 * where no server gets an answer; `unseen` the evidence does not reach that far.
 */
export type Presence = 'present' | 'stopped' | 'failed' | 'missing' | 'silent' | 'unseen'

export interface VoterPresence {
  readonly voter: RaftServer
  readonly presence: Presence
  /**
   * Nothing in the present world carries this ID any more: it is the ID of a container that was replaced, or no
   * container, compose service or gossip member ever had it. A server that is merely down is no ghost.
   */
  readonly ghost: boolean
  readonly evidence: readonly Evidence[]
}

/** Every voter of the most up-to-date configuration, and whether it can still vote. */
export function presenceOfVoters(facts: Facts): readonly VoterPresence[] {
  return facts.cluster.voters.map(voter => {
    const {presence, evidence} = seenOf(voter, facts)
    // Of one that only its address shows, its host may just be out of reach.
    const gone = presence !== 'present' && presence !== 'unseen' && presence !== 'silent'
    return {voter, presence, ghost: gone && isGhost(voter.id, facts), evidence}
  })
}

/** The same of a voter of another list, such as that of a peers.json. */
export const presenceOf = (voter: RaftServer, facts: Facts): Presence => seenOf(voter, facts).presence

function seenOf(voter: RaftServer, facts: Facts): Seen {
  const seen = lookForServer(voter.id, facts)
  return ['failed', 'missing', 'unseen'].includes(seen.presence) ? askAtStoredAddress(voter, seen, facts) : seen
}

/**
 * Something listens at the stored address, and it is no other server that is known: then the voter is there, whatever
 * gossip says, for there it is dialled. Silence settles only what nothing else shows.
 */
function askAtStoredAddress({id, address}: RaftServer, seen: Seen, facts: Facts): Seen {
  const dials = dialsTo(address, facts)
  if (dials.length === 0) return seen
  const evidence = [...seen.evidence, ...quoteDials(dials)]
  if (!dials.some(isOpen)) return {presence: seen.presence === 'unseen' ? 'silent' : seen.presence, evidence}
  return isAddressOfAnother(id, address, facts) ? seen : {presence: 'present', evidence}
}

export const isGone = (p: VoterPresence): boolean => p.presence !== 'present' && p.presence !== 'unseen'

interface Seen {
  readonly presence: Presence
  readonly evidence: readonly Evidence[]
}

/** Looks for a server ID among containers and gossip members. */
export function lookForServer(id: string, facts: Facts): Seen {
  const holders = facts.servers.filter(s => serverIdOf(s) === id)
  const down = holders.filter(s => isUp(s) === false)
  const member = facts.cluster.members.find(m => m.name === id)
  if (holders.length > down.length || member?.status === 'alive' || member?.status === 'leaving')
    return {presence: 'present', evidence: []}
  const stopped = down[0]?.container
  if (stopped) {
    return {
      presence: 'stopped',
      evidence: [{source: `${stopped.source}: container ${stopped.name}`, value: stopped.status}],
    }
  }
  if (member) {
    const failed = {source: '/v1/members', value: `"${id}" is ${member.status}`}
    return {presence: 'failed', evidence: [failed, ...quoteRemoval(id, facts)]}
  }
  if (facts.cluster.inventory === 'complete') {
    const unknown = {source: '/v1/members', value: `no member "${id}"`}
    return {presence: 'missing', evidence: [unknown, ...quoteRemoval(id, facts)]}
  }
  if (facts.cluster.presentIds.includes(id)) return {presence: 'present', evidence: []}
  // A container's own ID is never given twice: without that container the voter is gone, wherever the others are.
  const removed = looksLikeContainerId(id) && removalOf(id, facts) !== null
  return {presence: removed ? 'missing' : 'unseen', evidence: quoteRemoval(id, facts)}
}

function isGhost(id: string, facts: Facts): boolean {
  if (facts.servers.some(s => serverIdOf(s) === id)) return false
  // A name may stand in a config file that was not read.
  if (facts.cluster.composeFiles.some(file => file.services.some(service => configGap(service) !== null))) return false
  // A container's own ID is never given twice, so without that container nothing can carry it again.
  if (looksLikeContainerId(id)) return !plannedIds(facts).includes(id)
  const remembered = facts.cluster.members.some(m => m.name === id)
  return !remembered && facts.cluster.composeFiles.length > 0 && !plannedIds(facts).includes(id)
}

/** Server IDs that the compose files give by name. */
function plannedIds(facts: Facts): readonly string[] {
  return facts.cluster.composeFiles
    .flatMap(file => file.services)
    .map(service => settingsOfService(service).nodeName?.value ?? service.hostname?.value)
    .filter(id => id !== undefined)
}
