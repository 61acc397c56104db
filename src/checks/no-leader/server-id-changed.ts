import {readValue} from '../../case/read.ts'
import type {Facts, Identity, Server} from '../../facts/types.ts'
import type {StoredConfiguration} from '../../formats/raft/types.ts'
import type {Severity} from '../../report/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {configurationRepairs, nothingIsLost, onlyWhenReallyGone} from './rules/configuration-repairs.ts'
import {contradictionsOfMembership} from './rules/contradictions-of-membership.ts'
import {quoteReplacement} from './rules/engine-events.ts'
import {latestHits} from './rules/latest-run.ts'
import {hasLeaderAmong, leadersInSight} from './rules/leader-in-sight.ts'
import {likenessOf, suffrageOf, votersOf} from './rules/membership.ts'
import {foreignByLog} from './rules/membership-in-log.ts'
import {oldIdsOf} from './rules/old-ids.ts'
import {pendingRecovery} from './rules/pending-recovery.ts'
import {quoteIdentity, quoteLeadership, quoteNewest, quoteOwnConfiguration} from './rules/quote-evidence.ts'
import {serverIdOf} from './rules/server-id.ts'
import {dataDirBelongsToAnother} from './rules/shared-data-dir.ts'
import {identityUnknown, storeUnknown} from './rules/unknown-membership.ts'

/** Lines of Raft that say the same as the disk: 3.x and 4.x refuse to campaign, 2.x campaigns without end. */
const agreeingLines = [
  'not-part-of-stable-configuration',
  'not-part-of-a-stable-configuration-or-nonvoter',
  'leadership-lost-while-committing',
]

export default defineCheck({
  id: 'server-id-changed',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'The server ID is not in the stored configuration',
  message:
    '{server} calls itself "{serverId}", but the stored configuration knows only {stored}: it can never be elected{hint}',
  why: `Raft elects server IDs, not addresses. Dkron takes the ID from --node-name, else DKRON_NODE_NAME, else dkron.yml, else the host name; in a container without hostname: that is the 12-digit container ID, which is new whenever the container is created anew (down and up, up --force-recreate, a changed compose file, a new image). docker restart keeps it.

The data-dir remembers the old ID. A server that does not find its own ID there never starts an election (3.x, 4.x), or wins and loses one every second (2.x). At the default log level no line says so; the log stops at "monitoring leadership".

That the address changed as well is no part of it: a single server with its old ID and a new address is elected at once.`,
  confirm: [
    "docker inspect --format '{{.Config.Hostname}} {{.Config.Cmd}}' CONTAINER",
    'curl -s http://SERVER:8080/v1/isleader   # 404 on every server',
    'dkron raft list-peers --rpc-addr SERVER:6868   # answers without a leader',
  ],
  repairs: ['pin-old-id', 'recover-configuration', 'peers-json'],
  folklore: [
    'A new --node-name on the old data-dir does not help: the new name is as unknown to the configuration as the container ID was.',
    'A network alias or a fixed IP address changes neither host name nor server ID.',
    'rm -rf of the data-dir gets a leader and loses every job, and the next re-creation of the container breaks it again.',
    '/health answers 200 "healthy" all the time.',
  ],
  references: [
    'hashicorp/raft raft.go: runFollower, electSelf; configuration.go: hasVote',
    'Dkron agent.go setupRaft: config.LocalID = NodeName',
    'Dkron flag --node-name',
  ],
  needs: [
    'cluster.composeFiles',
    'cluster.events',
    'cluster.leader',
    'cluster.members',
    'server.addresses',
    'server.api',
    'server.compose',
    'server.configuration',
    'server.container',
    'server.dataDir',
    'server.formerContainers',
    'server.identity',
    'server.joinedBy',
    'server.log',
    'server.peersFiles',
    'server.snapshots',
    'server.store',
    'server.version',
    'server.volume',
  ],
  explains: [
    'server-id-not-pinned',
    'alias-does-not-pin-identity',
    'ghost-voters',
    'quorum-lost',
    'stale-voter',
    'two-voters',
    'server-address-changed',
    'server-address-unroutable',
    'leader-not-recognised',
    'raft-port-unreachable',
    'bootstrap-expect-conflict',
  ],
  run(facts) {
    const concerned = facts.servers.filter(s => s.configuration.state === 'read')
    const failures = facts.servers.flatMap(
      server => emptyName(server) ?? foreignTo(server, facts) ?? foreignByLog(server),
    )
    if (failures.length > 0) return failEach(failures)
    const unknown = concerned.find(s => serverIdOf(s) === null)
    if (unknown) return identityUnknown(unknown, facts)
    if (concerned.length > 0) return failEach([])
    const looked = facts.servers.some(s => s.configuration.state !== 'not-collected')
    if (looked || leadersInSight(facts).length > 0) return skip('no stored configuration to compare with')
    return storeUnknown(facts)
  },
})

/** Dkron takes an empty --node-name as given; Raft then refuses to start (raft config.go ValidateConfig). */
function emptyName(server: Server): readonly Failure[] | null {
  const identity = readValue(server.identity)
  if (identity === null || identity.serverId !== '') return null
  const stored = votersOf(readValue(server.configuration)?.servers ?? []).map(v => v.id)
  return [
    {
      subject: server.label,
      params: {server: server.label, from: identity.from.origin.text},
      message: '{server} is given an empty node name ({from}): Dkron exits with "LocalID cannot be empty"',
      evidence: [...quoteIdentity(server), ...quoteOwnConfiguration(server)],
      repairs: stored.length === 1 ? ['pin-old-id'] : [],
      advice: stored.length === 0 ? [] : [`Set --node-name to the ID that the data-dir knows: ${stored.join(' or ')}`],
      key: 'empty',
    },
  ]
}

function foreignTo(server: Server, facts: Facts): readonly Failure[] | null {
  const identity = readValue(server.identity)
  const configuration = readValue(server.configuration)
  if (configuration === null) return null
  if (identity === null || suffrageOf(server) !== 'absent') return []
  if (dataDirBelongsToAnother(server, facts)) return []
  const ids = configuration.servers.map(s => s.id)
  const contradictions = contradictionsOfMembership(server, configuration, facts)
  const hits = latestHits(server, agreeingLines)
  const likeness = ids.map(id => likenessOf(identity.serverId, id)).find(l => l !== null)
  const failure: Failure = {
    subject: server.label,
    params: {
      server: server.label,
      serverId: identity.serverId,
      stored: ids,
      hint: likeness ? ` (${likeness}; Raft compares every byte)` : '',
    },
    evidence: [
      ...quoteIdentity(server),
      ...quoteOwnConfiguration(server),
      ...quoteReplacement(server, ids, facts),
      ...quoteLeadership(server),
      ...quoteNewest(server, hits),
      ...contradictions,
    ],
    advice: adviceFor(server, identity, configuration, facts),
    key: identity.serverId,
  }
  if (contradictions.length > 0) return [contradicted(failure)]
  if (pendingRecovery(server))
    return [softened(failure, 'info', '; the peers.json that waits in raft/ mends that at the next start')]
  if (hasLeaderAmong(facts, ids))
    return [softened(failure, 'warning', '; the others have a leader, which takes it in within a minute or so')]
  return [
    {
      ...failure,
      confidence: server.joinedBy === 'only-pair' ? 'medium' : 'high',
      repairs: repairsFor(server, configuration, facts),
    },
  ]
}

function contradicted(failure: Failure): Failure {
  return {
    ...failure,
    message:
      '{server} calls itself "{serverId}", which the stored configuration ({stored}) does not know, and yet it was seen as leader: one of the two pieces of evidence is not of this moment',
    confidence: 'low',
    advice: [
      'Collect everything anew at one moment: data-dir, docker inspect, API answers and log of the same container.',
    ],
  }
}

function softened(failure: Failure, severity: Severity, ending: string): Failure {
  const message = `{server} calls itself "{serverId}", but the stored configuration knows only {stored}{hint}${ending}`
  return {...failure, severity, message}
}

function repairsFor(server: Server, configuration: StoredConfiguration, facts: Facts): readonly string[] {
  const pin = oldIdsOf(server, configuration, facts).length > 0 ? ['pin-old-id'] : []
  return [...pin, ...configurationRepairs(server)]
}

function adviceFor(
  server: Server,
  identity: Identity,
  configuration: StoredConfiguration,
  facts: Facts,
): readonly string[] {
  const old = oldIdsOf(server, configuration, facts)
  const advice: string[] = []
  if (old.length === 1)
    advice.push(`Start it with its old ID: --node-name=${old[0]}   (nothing is rewritten, nothing is lost)`)
  if (old.length > 1) {
    advice.push(`Start each renamed server with one of the stored IDs, every ID once: --node-name=${old.join(' | ')}`)
  }
  if (identity.from.origin.kind === 'flag' && old.length > 0) {
    advice.push(`--node-name=${identity.serverId} is no cure on this data-dir; only an ID that it knows is.`)
  }
  if (votersOf(configuration.servers).length > 1) advice.push(onlyWhenReallyGone)
  return [...advice, ...nothingIsLost(facts)]
}
