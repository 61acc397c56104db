import type {Read} from '../case/read.ts'
import {readValue} from '../case/read.ts'
import {isLeaderless, leadersInSight} from '../checks/no-leader/rules/leader-in-sight.ts'
import type {Facts, Server} from '../facts/types.ts'
import type {RaftServer, StoredConfiguration} from '../formats/raft/types.ts'
import type {DescribedProbe} from './describe-probes.ts'
import {describeProbes} from './describe-probes.ts'

/** What the report shows under `facts`: plain values only; indexes and terms are decimal strings. */
export interface DescribedFacts {
  readonly servers: readonly DescribedServer[]
  readonly cluster: {
    readonly configuration: DescribedConfiguration | null
    /** Server IDs of the voters. */
    readonly voters: readonly string[]
    readonly quorum: number
    /** Server with the longest log. */
    readonly mostUpToDate: string | null
    readonly presentIds: readonly string[]
    /** Names that a server gave for its leader. */
    readonly leaderNamed: readonly string[]
    /** Servers that say of themselves that they lead. */
    readonly leaderClaimedBy: readonly string[]
    /** `missing` only when servers were asked and nobody leads; evidence that says neither is `unknown`. */
    readonly leader: 'present' | 'missing' | 'unknown'
    /** Whether the evidence shows where every server is. */
    readonly inventory: 'complete' | 'partial' | 'none'
  }
  readonly unread: readonly {readonly where: string; readonly reason: string}[]
  /** What was asked of the network, from where, and what answered. */
  readonly probes: readonly DescribedProbe[]
}

export interface DescribedServer {
  readonly server: string
  readonly dataDir: string | null
  readonly container: string | null
  readonly version: string | null
  /** Server ID of the present process, or of its next start; null when the evidence does not show it. */
  readonly presentId: {readonly value: string; readonly from: string; readonly pinned: boolean} | null
  /** Why there is no `presentId`. */
  readonly presentIdMissing: string | null
  /** Host parts only; empty when it is stopped or was not looked at. */
  readonly presentAddresses: readonly string[]
  readonly configuration: DescribedConfiguration | null
  readonly configurationMissing: string | null
  readonly lastIndex: string | null
  readonly lastTerm: string | null
  readonly currentTerm: string | null
  /** How Raft comes up on this data-dir, whatever the server ID. */
  readonly start: {readonly outcome: string; readonly reason: string | null} | null
}

export interface DescribedConfiguration {
  readonly index: string
  readonly term: string
  readonly file: string
  readonly servers: readonly RaftServer[]
}

export function describeFacts(facts: Facts): DescribedFacts {
  const {cluster} = facts
  const configuration = readValue(cluster.configuration)
  return {
    servers: facts.servers.map(describeServer),
    cluster: {
      configuration: configuration && describeConfiguration(configuration),
      voters: cluster.voters.map(v => v.id),
      quorum: cluster.quorum,
      mostUpToDate: cluster.mostUpToDate,
      presentIds: cluster.presentIds,
      leaderNamed: cluster.leader.named,
      leaderClaimedBy: cluster.leader.claimedBy,
      leader: leadersInSight(facts).length > 0 ? 'present' : isLeaderless(facts) ? 'missing' : 'unknown',
      inventory: cluster.inventory,
    },
    unread: cluster.unread,
    probes: describeProbes(cluster.probes),
  }
}

function describeServer(server: Server): DescribedServer {
  const identity = readValue(server.identity)
  const configuration = readValue(server.configuration)
  const position = readValue(server.position)
  const version = readValue(server.version)?.version
  const start = readValue(server.start)
  return {
    server: server.label,
    dataDir: server.dataDir?.path ?? null,
    container: server.container?.name ?? null,
    version: version ? `${version.major}.${version.minor}.${version.patch}` : null,
    presentId: identity && {value: identity.serverId, from: identity.from.origin.text, pinned: identity.pinned},
    presentIdMissing: whyMissing(server.identity),
    presentAddresses: readValue(server.addresses)?.current ?? [],
    configuration: configuration && describeConfiguration(configuration),
    configurationMissing: whyMissing(server.configuration),
    lastIndex: position ? String(position.lastIndex) : null,
    lastTerm: position ? String(position.lastTerm) : null,
    currentTerm: position?.currentTerm == null ? null : String(position.currentTerm),
    start: start && {outcome: start.outcome, reason: 'reason' in start ? start.reason : null},
  }
}

function describeConfiguration(c: StoredConfiguration): DescribedConfiguration {
  return {
    index: String(c.index),
    term: String(c.term),
    file: c.file,
    servers: c.servers.map(({id, address, suffrage}) => ({id, address, suffrage})),
  }
}

function whyMissing(value: Read<unknown>): string | null {
  switch (value.state) {
    case 'read':
      return null
    case 'absent':
      return value.where
    case 'unreadable':
      return `${value.where}: ${value.reason}`
    case 'not-collected':
      return 'not looked at'
  }
}
