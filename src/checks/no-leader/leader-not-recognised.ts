import {readValue} from '../../case/read.ts'
import type {Facts, Server} from '../../facts/types.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {suffrageOf} from './rules/membership.ts'
import {quoteLeadership} from './rules/quote-evidence.ts'
import {raftWays} from './rules/raft-reach.ts'
import {serverIdOf} from './rules/server-id.ts'

export default defineCheck({
  id: 'leader-not-recognised',
  severity: 'warning',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'There is a leader, but the API does not find it',
  message:
    '{leader} says it leads, while {blind} shows no leader: Raft works, only the API and its page cannot match the leader with a member',
  why: `/v1/leader and the page look for the gossip member whose rpc_addr tag is, as text, the address that Raft names. A bind address of 0.0.0.0, an advertise address or port that differs from the bound one, or a leader that gossip has lost sight of makes that fail. Ask /v1/isleader on every server before anything else: one 200 means that no data is to be repaired.`,
  confirm: [
    'for s in SERVER1 SERVER2 SERVER3; do curl -s -o /dev/null -w "%{http_code}\\n" http://$s:8080/v1/isleader; done',
  ],
  repairs: [],
  folklore: ['Any repair of the data-dir: the data is right.'],
  references: ['Dkron agent.go: leaderMember', 'Dkron api.go: leaderHandler (status 500, body null)'],
  needs: [
    'cluster.configuration',
    'cluster.leader',
    'cluster.members',
    'cluster.mostUpToDate',
    'cluster.networks',
    'cluster.probes',
    'cluster.voters',
    'server.addresses',
    'server.api',
    'server.compose',
    'server.configuration',
    'server.container',
    'server.identity',
    'server.settings',
    'server.version',
  ],
  explains: [],
  run(facts) {
    const {claimedBy, noneSaidBy} = facts.cluster.leader
    if (facts.servers.every(s => s.api === null)) return skip('no API answers were given')
    const leader = facts.servers.find(s => claimedBy.includes(s.label))
    // In 2.x a server with a foreign ID claims leadership for a moment every second.
    if (!leader || (suffrageOf(leader) === 'absent' && readValue(leader.version)?.version.major === 2))
      return failEach([])
    const cutOff = outOfReachOf(leader, facts)
    const blind = facts.servers
      .filter(s => noneSaidBy.includes(s.label) && (s === leader || suffrageOf(s) === 'Voter'))
      .filter(s => !cutOff.includes(serverIdOf(s) ?? ''))
    if (blind.length === 0) return failEach([])
    return failEach([
      {
        subject: leader.label,
        params: {leader: leader.label, blind: blind.map(s => s.label).join(', ')},
        evidence: [leader, ...blind.filter(s => s !== leader)].flatMap(quoteLeadership),
        advice: [
          'Make bind and advertise address the same, or ask /v1/isleader instead of /v1/leader. Leave the data-dir alone.',
        ],
        key: 'unmatched',
      },
    ])
  },
})

/** Voters that the leader gets no connection to: they know of no leader because they hear of none. */
function outOfReachOf(leader: Server, facts: Facts): readonly string[] {
  return raftWays(facts)
    .filter(w => w.asker === leader.label && !w.open)
    .map(w => w.voter.id)
}
