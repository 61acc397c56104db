import {readValue} from '../../../case/read.ts'
import type {Facts, Server} from '../../../facts/types.ts'
import {latestHits, leadershipInLog} from './latest-run.ts'
import {suffrageOf} from './membership.ts'
import {serverIdOf} from './server-id.ts'
import {isUp} from './server-up.ts'

/** A leader that the evidence shows: by its own or another's API, or else by the newest process in its log. */
export interface SeenLeader {
  /** Server ID, when it is known. */
  readonly serverId: string | null
  /** Who says so. */
  readonly label: string
  readonly by: 'api' | 'log'
}

/**
 * Every leader in sight. Logs are asked only where the API was not: the running process outranks its log, as do so many
 * others that know no leader that the rest could not have elected one.
 */
export function leadersInSight(facts: Facts): readonly SeenLeader[] {
  const {claimedBy, named, noneByQuorum} = facts.cluster.leader
  const leaders: SeenLeader[] = claimedBy.map(label => ({serverId: idOf(facts, label), label, by: 'api'}))
  for (const serverId of named) {
    // What a server says of itself outranks what others believe of it.
    if (facts.servers.some(s => serverIdOf(s) === serverId && s.api?.isLeader === false)) continue
    if (!leaders.some(l => l.serverId === serverId)) leaders.push({serverId, label: serverId, by: 'api'})
  }
  for (const server of facts.servers) {
    const asked = server.api !== null && (server.api.isLeader !== null || server.api.leader === 'none')
    if (asked || noneByQuorum || isUp(server) === false || leadershipInLog(server) !== 'acquired') continue
    if (mayFlap(server)) continue
    leaders.push({serverId: serverIdOf(server), label: server.label, by: 'log'})
  }
  return leaders
}

/** Whether a leader is in sight that a configuration of these server IDs can have elected. */
export function hasLeaderAmong(facts: Facts, ids: readonly string[]): boolean {
  return leadersInSight(facts).some(l => l.serverId === null || ids.includes(l.serverId))
}

/** Someone was asked and knows no leader, or every voter was asked and none leads. One follower alone says nothing. */
export function isLeaderless(facts: Facts): boolean {
  const {noneSaidBy, deniedBy} = facts.cluster.leader
  if (leadersInSight(facts).length > 0) return false
  const voters = facts.cluster.voters.length
  return noneSaidBy.length > 0 || (voters > 0 && deniedBy.length >= voters)
}

/**
 * Servers that alone are seen to lead, each by nothing but its log, while it takes connections and answers nothing.
 * Empty as soon as one other leader is in sight.
 */
export function silentLeaders(facts: Facts): readonly Server[] {
  const leaders = leadersInSight(facts).map(l => facts.servers.find(s => l.by === 'log' && s.label === l.label))
  const silent = leaders.filter((s): s is Server => s?.api?.silent === true)
  return silent.length === leaders.length ? silent : []
}

/** A 2.x server with a foreign ID wins an election every second and loses it again; its log is believed no leader. */
function mayFlap(server: Server): boolean {
  const lost = latestHits(server, ['leadership-lost']).length > 0
  return readValue(server.version)?.version.major === 2 && (lost || suffrageOf(server) === 'absent')
}

function idOf(facts: Facts, label: string): string | null {
  const server = facts.servers.find((s: Server) => s.label === label)
  return server ? serverIdOf(server) : null
}
