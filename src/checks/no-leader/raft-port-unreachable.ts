import type {Facts, Server} from '../../facts/types.ts'
import type {LogHit} from '../../formats/dkron/log-dictionary.ts'
import type {Failure} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {latestHits} from './rules/latest-run.ts'
import {isLeaderless, leadersInSight} from './rules/leader-in-sight.ts'
import {quoteNewest} from './rules/quote-evidence.ts'
import {compareAddresses} from './rules/stored-addresses.ts'

const failedCalls = ['vote-request-refused', 'vote-request-no-route', 'replication-failed', 'peer-status-unconfirmed']

export default defineCheck({
  id: 'raft-port-unreachable',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: "A voter's Raft port does not answer",
  message: '{server} cannot reach {targets} on the Raft port although they are there: gossip passes, Raft does not',
  why: `Servers find each other by gossip on port 8946 (TCP and UDP) and vote on the RPC port 6868 (TCP). A firewall, a security group or a port mapping that knows only the first leaves a members list in which all are alive and a Raft in which nobody gets a second vote.`,
  confirm: [
    'nc -vz SERVER 6868   # from every other server',
    'docker logs CONTAINER 2>&1 | grep "failed to make requestVote"   # debug level',
  ],
  repairs: [],
  folklore: ['Port 8190 of the old FAQ: Dkron does not use it.'],
  references: ['hashicorp/raft net_transport.go', 'Dkron flag --rpc-port (6868)'],
  needs: [
    'cluster.leader',
    'cluster.members',
    'cluster.voters',
    'server.addresses',
    'server.api',
    'server.compose',
    'server.container',
    'server.identity',
    'server.log',
    'server.settings',
  ],
  explains: ['never-bootstrapped'],
  run(facts) {
    const logged = facts.servers.filter(s => s.log !== null)
    if (logged.length === 0) return skip('no log was given, and no connection was tried')
    return failEach(logged.flatMap(server => judge(server, facts)))
  },
})

function judge(server: Server, facts: Facts): readonly Failure[] {
  const acquired = latestHits(server, ['leadership-acquired']).at(-1)?.line ?? 0
  const hits = latestHits(server, failedCalls).filter(h => h.line > acquired)
  if (hits.length === 0 || leadersInSight(facts).length > 0) return []
  const targets = reachableOnPaper(hits, facts)
  if (targets.length === 0) return []
  return [
    {
      subject: server.label,
      severity: isLeaderless(facts) ? 'error' : 'warning',
      params: {server: server.label, targets: targets.join(', ')},
      evidence: quoteNewest(server, hits),
      advice: [`Open TCP port 6868 between the servers, and try it: nc -vz ${targets[0]?.replace(/:(\d+)$/, ' $1')}`],
      confidence: 'medium',
      key: targets.join(),
    },
  ]
}

/** Stored addresses named in the lines that are the present ones of members that gossip sees alive. */
function reachableOnPaper(hits: readonly LogHit[], facts: Facts): readonly string[] {
  const alive = facts.cluster.members.filter(m => m.status === 'alive').map(m => m.name)
  return compareAddresses(facts.cluster.voters, facts)
    .filter(c => c.state === 'same' && alive.includes(c.member.id))
    .filter(c => hits.some(h => h.text.includes(c.member.address)))
    .map(c => c.member.address)
}
