import type {Case} from '../case/case.ts'
import {notCollected, read, readValue} from '../case/read.ts'
import type {GossipMember} from '../formats/dkron/types.ts'
import {agentsOf} from './agents.ts'
import type {ApiFacts, Cluster, LeaderEvidence, Position, Server} from './types.ts'

/** What holds for all servers together: the configuration of the most up-to-date store, members, leader. */
export function clusterOf(c: Case, servers: readonly Server[], answers: readonly ApiFacts[]): Cluster {
  const ahead = mostUpToDate(servers)
  const configuration = ahead ? readValue(ahead.configuration) : null
  const voters = (configuration?.servers ?? []).filter(s => s.suffrage === 'Voter')
  const members = mergeMembers(answers)
  return {
    configuration: configuration ? read(configuration) : (ahead?.configuration ?? notCollected),
    voters,
    quorum: voters.length === 0 ? 0 : quorumOf(voters.length),
    mostUpToDate: ahead?.label ?? null,
    members,
    agents: agentsOf(c, servers),
    presentIds: presentIds(servers, members),
    inventory: inventoryOf(servers, members),
    leader: leaderEvidence(servers, answers, voters.length),
    networks: c.networks,
    composeFiles: c.compose,
    events: c.events,
    probes: c.probes,
    unread: c.unread,
    offline: c.told.offline,
  }
}

/** Raft's own order of logs: higher last term first, then higher last index. */
export function comparePositions(a: Position, b: Position): number {
  if (a.lastTerm !== b.lastTerm) return a.lastTerm < b.lastTerm ? -1 : 1
  if (a.lastIndex !== b.lastIndex) return a.lastIndex < b.lastIndex ? -1 : 1
  return 0
}

/** The server whose log reaches furthest; of equals the first. A store without a configuration never wins over one with. */
function mostUpToDate(servers: readonly Server[]): Server | null {
  let best: Server | null = null
  for (const server of servers) {
    if (readValue(server.position) === null) continue
    if (best === null || isAhead(server, best)) best = server
  }
  return best
}

function isAhead(a: Server, b: Server): boolean {
  const aConfigured = a.configuration.state === 'read'
  const bConfigured = b.configuration.state === 'read'
  if (aConfigured !== bConfigured) return aConfigured
  const pa = readValue(a.position)
  const pb = readValue(b.position)
  return pa !== null && pb !== null && comparePositions(pa, pb) > 0
}

const statusRank: Record<GossipMember['status'], number> = {
  alive: 5,
  leaving: 4,
  left: 3,
  failed: 2,
  none: 1,
  unknown: 0,
}

/** One entry a name, the most alive of what the servers saw. */
function mergeMembers(answers: readonly ApiFacts[]): readonly GossipMember[] {
  const byName = new Map<string, GossipMember>()
  for (const member of answers.flatMap(a => a.members ?? [])) {
    const known = byName.get(member.name)
    if (!known || statusRank[member.status] > statusRank[known.status]) byName.set(member.name, member)
  }
  return [...byName.values()]
}

function presentIds(servers: readonly Server[], members: readonly GossipMember[]): readonly string[] {
  const ids = new Set<string>()
  for (const server of servers) {
    const identity = readValue(server.identity)
    const alive = server.container === null || server.container.running
    if (identity && alive) ids.add(identity.serverId)
  }
  for (const member of members) if (member.status === 'alive' || member.status === 'leaving') ids.add(member.name)
  return [...ids]
}

/** `complete` once gossip answered (it lists every server, dead or alive); containers alone show only this host. */
function inventoryOf(servers: readonly Server[], members: readonly GossipMember[]): Cluster['inventory'] {
  if (members.length > 0) return 'complete'
  return servers.some(s => s.identity.state === 'read') ? 'partial' : 'none'
}

const quorumOf = (voters: number): number => Math.floor(voters / 2) + 1

/** Answers that could not be given to one of the servers still count, under the name the agent gives itself. */
function leaderEvidence(servers: readonly Server[], answers: readonly ApiFacts[], voters: number): LeaderEvidence {
  const labelOf = (api: ApiFacts) => servers.find(s => s.api === api)?.label ?? api.agentName ?? api.source

  const labels = (test: (api: ApiFacts) => boolean) => answers.filter(test).map(labelOf)
  const named = answers.flatMap(a => (a.leader && a.leader !== 'none' ? [a.leader.name] : []))
  const noneSaidBy = labels(a => a.leader === 'none')
  return {
    claimedBy: labels(a => a.isLeader === true),
    deniedBy: labels(a => a.isLeader === false),
    named: [...new Set(named)],
    noneSaidBy,
    noneByQuorum: voters > 0 && voters - noneSaidBy.length < quorumOf(voters),
  }
}
