import type {Facts, Server} from '../../facts/types.ts'
import type {Outcome} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {configurationRepairs, onlyWhenReallyGone} from './rules/configuration-repairs.ts'
import {quoteLoop} from './rules/engine-events.ts'
import {latestHits} from './rules/latest-run.ts'
import {suffrageOf} from './rules/membership.ts'
import {newestConfiguration, quoteNewestConfiguration} from './rules/newest-configuration.ts'
import {pendingRecovery} from './rules/pending-recovery.ts'
import type {Quorum} from './rules/quorum-arithmetic.ts'
import {countQuorum} from './rules/quorum-arithmetic.ts'
import {quoteContainer, quoteLeadership, quoteNewest} from './rules/quote-evidence.ts'
import {hasCrashed, isUp} from './rules/server-up.ts'
import type {VoterPresence} from './rules/voter-presence.ts'

const losingLines = ['pre-vote-failed', 'election-timeout', 'leader-lost-quorum', 'server-address-not-found']

export default defineCheck({
  id: 'quorum-lost',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'The majority of the voters is gone',
  message: 'only {present} of {voters} voters are there and {needed} are needed; gone: {gone}',
  why: `A leader needs the votes of more than half of all voters in the configuration, whether they run or not. Below that nobody is elected, and nothing can be changed either: adding or removing a server is a decision of the majority too.

Bringing enough of the missing servers back, with their data-dirs, is always the better way. Only when they are gone for good is a new configuration written on the survivor with the longest log.`,
  confirm: [
    'dkron raft list-peers --rpc-addr SERVER:6868   # who counts',
    'curl -s http://SERVER:8080/v1/members          # who is there',
  ],
  repairs: ['recover-configuration', 'peers-json'],
  folklore: [
    'dkron raft remove-peer answers "node is not the leader".',
    'New servers join gossip and are never made voters.',
    'bootstrap-expect is read on an empty data-dir only.',
  ],
  references: ['hashicorp/raft raft.go: quorumSize', 'Raft paper, 5.2 Leader election'],
  needs: [
    'cluster.composeFiles',
    'cluster.configuration',
    'cluster.events',
    'cluster.inventory',
    'cluster.leader',
    'cluster.members',
    'cluster.mostUpToDate',
    'cluster.networks',
    'cluster.presentIds',
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
    'server.snapshots',
    'server.store',
    'server.version',
  ],
  explains: ['two-voters', 'stale-voter', 'raft-port-unreachable', 'leader-not-recognised'],
  run(facts) {
    const quorum = countQuorum(facts)
    if (newestConfiguration(facts) === null) return skip('no stored configuration')
    if (quorum.voters.length === 0) return failEach([noVoter(facts)])
    if (quorum.state === 'held') return failEach([])
    if (facts.servers.length > 0 && facts.servers.every(recoversAtStart)) {
      return skip('peers.json replaces the voters at the next start')
    }
    if (quorum.voters.length === 1) return singleVoterGone(facts, quorum)
    if (quorum.state === 'lost') return failEach([majorityGone(facts, quorum)])
    // A server that is there under another ID is server-id-changed's to tell.
    if (facts.servers.some(s => suffrageOf(s) === 'absent')) return skip('servers run under IDs that nobody stored')
    return quorumUnknown(facts, quorum)
  },
})

/** Not running, and the next start makes other servers the voters. */
const recoversAtStart = (server: Server): boolean => isUp(server) !== true && pendingRecovery(server) !== null

function noVoter(facts: Facts) {
  return {
    subject: 'cluster',
    params: {},
    message: 'the stored configuration has no voter at all, so nobody can ever be elected',
    evidence: quoteNewestConfiguration(facts),
    repairs: repairsOf(facts),
    key: 'no voter',
  }
}

function majorityGone(facts: Facts, quorum: Quorum) {
  const resting =
    quorum.present === 0 && quorum.gone.every(g => g.presence === 'stopped') && !facts.servers.some(hasCrashed)
  const lines = facts.servers.flatMap(s => quoteNewest(s, latestHits(s, losingLines)))
  return {
    subject: 'cluster',
    severity: resting ? ('info' as const) : ('error' as const),
    params: paramsOf(quorum),
    message: resting ? 'all {voters} voters are stopped ({gone}); start them to get a leader' : messageOf(quorum),
    evidence: [
      ...quoteNewestConfiguration(facts),
      ...quorum.gone.flatMap(g => g.evidence),
      ...facts.servers.flatMap(s => quoteLoop(s, facts)),
      ...facts.servers.filter(s => isUp(s) === true).flatMap(quoteLeadership),
      ...lines.slice(0, 2),
    ],
    repairs: resting || !certainlyLost(quorum) ? [] : repairsOf(facts),
    confidence: certainlyLost(quorum) ? ('high' as const) : ('medium' as const),
    advice: resting
      ? ['docker compose up -d']
      : [
          `Start the missing servers (${quorum.gone.map(g => g.voter.id).join(', ')}) with their own data-dirs and IDs.`,
          onlyWhenReallyGone,
          `The survivor to recover is the one with the longest log: ${facts.cluster.mostUpToDate}. The others then join it empty; that takes up to a minute.`,
        ],
    key: quorum.gone.map(g => g.voter.id).join(),
  }
}

/** Without those of which only a silent address is known: they may be well, and their hosts out of reach. */
function certainlyLost({gone, unseen, present, needed}: Quorum): boolean {
  return present + unseen.length + gone.filter(isSilent).length < needed
}

function messageOf(quorum: Quorum): string | undefined {
  const silent = quorum.gone.filter(isSilent).length
  if (silent === 0) return undefined
  const counted = 'only {present} of {voters} voters are there and {needed} are needed'
  return silent === quorum.gone.length
    ? `${counted}; {silent} give no answer on the Raft port`
    : `${counted}; gone: {gone}; no answer on the Raft port from {silent}`
}

const isSilent = ({presence}: VoterPresence): boolean => presence === 'silent'

/**
 * A single voter whose container does not run. Stopped on purpose it is only not running; when its ID is simply
 * another one, that is server-id-changed's to tell.
 */
function singleVoterGone(facts: Facts, quorum: Quorum): Outcome {
  const stopped = facts.servers.find(s => isUp(s) === false && quorum.gone.some(g => g.presence === 'stopped'))
  if (!stopped) return failEach([])
  const crashed = hasCrashed(stopped)
  return failEach([
    {
      subject: stopped.label,
      severity: crashed ? 'error' : 'info',
      params: {server: stopped.label, status: stopped.container?.status ?? '', ...paramsOf(quorum)},
      message: crashed
        ? '{server}, the only server, does not stay up ({status})'
        : '{server}, the only server, is not running ({status})',
      evidence: [
        ...quoteContainer(stopped),
        ...quoteLoop(stopped, facts),
        ...quoteNewest(stopped, latestHits(stopped, ['raft-failed-to-start'])),
      ],
      advice: crashed
        ? [`Read its last lines: docker logs --tail 50 ${stopped.label}`]
        : [`docker start ${stopped.label}   # keeps its server ID, unlike a new container`],
      key: crashed ? 'crashed' : 'stopped',
    },
  ])
}

function quorumUnknown(facts: Facts, quorum: Quorum): Outcome {
  const unseen = quorum.unseen.map(v => v.voter.id).join(', ')
  return {
    status: 'unknown',
    subject: 'cluster',
    reason: `${quorum.needed} of ${quorum.voters.length} voters are needed, and nothing shows whether ${unseen} run${quorum.unseen.length === 1 ? 's' : ''}`,
    evidence: quoteNewestConfiguration(facts),
    advice: [
      'Give the evidence of every server: each data-dir, and --inspect once for each container.',
      'Or the answers of one that runs: --api FILE with /v1/members in it.',
    ],
  }
}

function paramsOf(quorum: Quorum) {
  return {
    present: quorum.present,
    voters: quorum.voters.length,
    needed: quorum.needed,
    gone: quorum.gone.filter(g => !isSilent(g)).map(g => g.voter.id),
    silent: quorum.gone.filter(isSilent).map(g => g.voter.id),
  }
}

function repairsOf(facts: Facts): readonly string[] {
  const holder = newestConfiguration(facts)?.holder
  return holder ? configurationRepairs(holder) : []
}
