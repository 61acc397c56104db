import type {Facts, Server} from '../../facts/types.ts'
import type {StoredConfiguration} from '../../formats/raft/types.ts'
import type {Failure, Outcome} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {configurationRepairs, onlyWhenReallyGone} from './rules/configuration-repairs.ts'
import {dialsTo} from './rules/dials.ts'
import {latestHits} from './rules/latest-run.ts'
import {hasLeaderAmong, isLeaderless} from './rules/leader-in-sight.ts'
import {votersOf} from './rules/membership.ts'
import {newestConfiguration} from './rules/newest-configuration.ts'
import {pendingRecovery} from './rules/pending-recovery.ts'
import {quoteDials} from './rules/quote-dials.ts'
import {quoteConfiguration, quoteNewest} from './rules/quote-evidence.ts'
import {isAtLeast, looksUpAddresses, releaseOf} from './rules/released-behaviour.ts'
import {serverIdOf} from './rules/server-id.ts'
import {isUp} from './rules/server-up.ts'
import type {ComparedAddress} from './rules/stored-addresses.ts'
import {compareAddresses} from './rules/stored-addresses.ts'

export default defineCheck({
  id: 'server-address-changed',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'Stored server addresses are no longer those of the servers',
  message:
    '{changed} moved away from {stored}, and {release} dials what is stored: no server can collect the {needed} of {voters} votes it needs',
  why: `Raft stores addresses, never names that are resolved again. Which of them matters depends on the release and the number of voters:

A single voter votes for itself and dials nobody: its stored address may be wrong for ever. From Dkron 4.0.0 on servers look each other up by server ID in gossip and the leader corrects the stored addresses. Before 4.0.0 servers dial the stored addresses: with all of them changed, or handed round, nobody gets a second vote; as long as one other voter still answers at its stored address in a cluster of three, a leader is elected.`,
  confirm: [
    'dkron raft list-peers --rpc-addr SERVER:6868   # compare with the present addresses',
    'docker logs CONTAINER 2>&1 | grep "failed to make requestVote"   # debug level',
  ],
  repairs: ['give-back-address', 'recover-configuration', 'peers-json'],
  folklore: [
    'A changed IP address is not why a single server has no leader; look at its server ID.',
    'Names in peers.json do not last: the leader replaces them by IP addresses within a minute.',
    '/etc/hosts is not asked for stored IP addresses.',
  ],
  references: [
    'hashicorp/raft net_transport.go: ServerAddressProvider',
    'Dkron agent.go: ServerLookup, since 4.0.0',
    'Compose: networks.ipv4_address',
  ],
  needs: [
    'cluster.configuration',
    'cluster.leader',
    'cluster.members',
    'cluster.mostUpToDate',
    'cluster.networks',
    'cluster.probes',
    'cluster.quorum',
    'cluster.voters',
    'server.addresses',
    'server.api',
    'server.compose',
    'server.configuration',
    'server.container',
    'server.dataDir',
    'server.identity',
    'server.log',
    'server.peersFiles',
    'server.settings',
    'server.snapshots',
    'server.store',
    'server.version',
  ],
  explains: ['raft-port-unreachable', 'quorum-lost'],
  run(facts) {
    const newest = newestConfiguration(facts)
    if (newest === null) return skip('no stored configuration')
    const {holder, configuration} = newest
    const compared = compareAddresses(votersOf(configuration.servers), facts)
    if (compared.every(c => c.state === 'unknown')) return skip('the present addresses of the voters are not known')
    const changed = compared.filter(c => c.state === 'changed')
    if (changed.length === 0) return failEach([])
    return judge(facts, holder, configuration, compared, changed)
  },
})

function judge(
  facts: Facts,
  holder: Server,
  configuration: StoredConfiguration,
  compared: readonly ComparedAddress[],
  changed: readonly ComparedAddress[],
): Outcome {
  const failure: Failure = {
    subject: compared.length === 1 ? holder.label : 'cluster',
    params: {
      changed: changed.map(c => c.member.id),
      stored: changed.length === 1 ? `the stored address ${changed[0]?.member.address}` : 'their stored addresses',
      release: releaseOf(holder),
      needed: facts.cluster.quorum,
      voters: compared.length,
    },
    evidence: [
      quoteConfiguration(holder, configuration),
      ...changed.map(c => ({source: c.source, value: `"${c.member.id}" is now at ${c.present.join(', ')}`})),
      ...quoteDials(compared.filter(c => c.reach === 'silent').flatMap(c => dialsTo(c.member.address, facts))),
    ],
    key: changed.map(c => c.member.id).join(),
  }
  if (compared.length === 1) return failEach([harmless(failure, 'a single voter dials nobody, so this is harmless')])
  if (
    hasLeaderAmong(
      facts,
      compared.map(c => c.member.id),
    )
  )
    return failEach([harmless(failure, 'a leader is elected all the same and corrects them')])
  if (isCorrectedAtStart(facts, changed)) {
    return failEach([harmless(failure, 'the peers.json that waits on each server corrects that at the next start')])
  }
  const looksUp = isAtLeast(holder, looksUpAddresses)
  if (looksUp === true && gossipIsSplit(facts, compared)) return failEach([withoutGossip(failure, holder)])
  if (looksUp === true)
    return failEach([
      harmless(
        failure,
        `${releaseOf(holder)} looks addresses up by server ID, so this is harmless as long as gossip works`,
      ),
    ])
  if (reachableVotes(compared) >= facts.cluster.quorum) {
    return failEach([
      {
        ...failure,
        severity: 'warning',
        message:
          '{changed} moved away from {stored}; enough voters still answer where they are expected for a majority of {needed}',
      },
    ])
  }
  return failEach([looksUp === null ? releaseUnknown(failure, facts) : fatal(failure, holder, facts)])
}

/**
 * The most votes one candidate can collect: its own, and those of the other voters that still answer at their stored
 * address; one of which nothing is known counts, unless nobody gets an answer there. A voter whose own address changed can stand for election as well as any other.
 */
function reachableVotes(compared: readonly ComparedAddress[]): number {
  const right = compared.filter(c => c.state === 'same' || (c.state === 'unknown' && c.reach !== 'silent')).length
  return compared.some(c => c.state === 'changed') ? right + 1 : right
}

/** Every server at hand takes in a peers.json at its next start, and that has the present addresses. */
function isCorrectedAtStart(facts: Facts, changed: readonly ComparedAddress[]): boolean {
  const held = facts.servers.filter(s => s.dataDir !== null)
  if (held.length === 0) return false
  return held.every(server => {
    const file = pendingRecovery(server)
    if (file === null) return false
    return changed.every(({member, present}) =>
      file.servers.some(s => s.id === member.id && present.includes(s.address)),
    )
  })
}

/**
 * Nobody leads, and the members that the servers see do not make a majority although the servers themselves run: what
 * 4.0.0 and newer look the addresses up in has nothing to say.
 */
function gossipIsSplit(facts: Facts, compared: readonly ComparedAddress[]): boolean {
  if (!isLeaderless(facts)) return false
  const running = compared.filter(c => facts.servers.some(s => isUp(s) === true && serverIdOf(s) === c.member.id))
  if (running.length < facts.cluster.quorum) return false
  return facts.servers.every(s => {
    if (s.api === null || s.api.members === null) return false
    const alive = s.api.members.filter(m => m.status === 'alive').map(m => m.name)
    return compared.filter(c => alive.includes(c.member.id)).length < facts.cluster.quorum
  })
}

function withoutGossip(failure: Failure, holder: Server): Failure {
  return {
    ...failure,
    message:
      '{changed} moved away from {stored}, and the servers do not see each other in gossip, where {release} looks addresses up: nobody gets a majority of {needed}',
    evidence: [...failure.evidence, {source: '/v1/members', value: 'no server sees a majority of the voters alive'}],
    repairs: ['give-back-address', ...configurationRepairs(holder)],
    advice: [
      'Let the servers find each other again: --retry-join with names that resolve to the present addresses, then restart them. Nothing has to be rewritten.',
      'Or give every server its stored address back (ipv4_address: in the compose file).',
    ],
  }
}

function harmless(failure: Failure, because: string): Failure {
  return {
    ...failure,
    severity: 'info',
    message: `{changed} moved away from {stored}; ${because}`,
  }
}

function releaseUnknown(failure: Failure, facts: Facts): Failure {
  return {
    ...failure,
    severity: isLeaderless(facts) ? 'error' : 'warning',
    message:
      '{changed} moved away from {stored}: before Dkron 4.0.0 that alone keeps {voters} servers without a leader',
    confidence: 'medium',
    advice: ['Say which release runs: add --dkron-version X.Y.Z'],
  }
}

function fatal(failure: Failure, holder: Server, facts: Facts): Failure {
  const lines = facts.servers.flatMap(s =>
    quoteNewest(s, latestHits(s, ['vote-request-no-route', 'vote-request-refused'])),
  )
  return {
    ...failure,
    evidence: [...failure.evidence, ...lines.slice(0, 2)],
    repairs: ['give-back-address', ...configurationRepairs(holder)],
    advice: [
      'Give every server its stored address back (ipv4_address: in the compose file); nothing has to be rewritten.',
      'Or run Dkron 4.0.0 or newer on all of them: it looks addresses up by server ID.',
      'A peers.json with the present addresses has to lie on every server before any of them starts.',
      onlyWhenReallyGone,
    ],
  }
}
