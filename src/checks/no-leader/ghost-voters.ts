import type {Facts} from '../../facts/types.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {configurationRepairs, onlyWhenReallyGone} from './rules/configuration-repairs.ts'
import {looksLikeContainerId} from './rules/membership.ts'
import {newestConfiguration, quoteNewestConfiguration} from './rules/newest-configuration.ts'
import {countQuorum} from './rules/quorum-arithmetic.ts'

export default defineCheck({
  id: 'ghost-voters',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'Voters that no longer exist count for the majority',
  message:
    '{ghosts} still count as voters although nothing carries these server IDs any more: {present} of {voters} voters are there, {needed} are needed',
  why: `A server that goes away without being removed stays a voter for ever; Dkron takes out only members that leave in order, and a stopped container does not. With container IDs as server IDs every re-creation and every scaling up and down leaves a ghost behind, until the living are no majority any more.

Adding servers does not help once the majority is lost: adding one is itself a decision of the majority.`,
  confirm: ['dkron raft list-peers --rpc-addr SERVER:6868   # compare with', 'curl -s http://SERVER:8080/v1/members'],
  repairs: ['recover-configuration', 'peers-json'],
  folklore: [
    'Scaling up: a new server cannot be added without a leader.',
    'dkron raft remove-peer answers "node is not the leader" once the majority is gone; before that it is the right thing.',
  ],
  references: [
    'Dkron leader.go: reconcileMember (alive and left only)',
    'dkron raft remove-peer --peer-id',
    'hashicorp/raft configuration.go',
  ],
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
    'server.snapshots',
    'server.store',
    'server.version',
  ],
  explains: ['quorum-lost', 'stale-voter', 'two-voters', 'raft-port-unreachable'],
  run(facts) {
    if (facts.cluster.voters.length === 0) return skip('no stored configuration')
    // With a single voter this is the same fact as a changed server ID.
    if (facts.cluster.voters.length === 1) return skip('a single voter')
    const quorum = countQuorum(facts)
    const ghosts = quorum.voters.filter(v => v.ghost)
    if (ghosts.length === 0) return failEach([])
    const held = quorum.state === 'held'
    const {advice, repairs} = held ? removal(ghosts.map(g => g.voter.id)) : recovery(facts)
    return failEach([
      {
        subject: 'cluster',
        severity: held ? 'warning' : 'error',
        params: {
          ghosts: ghosts.map(g => g.voter.id),
          present: quorum.present,
          voters: quorum.voters.length,
          needed: quorum.needed,
        },
        evidence: [...quoteNewestConfiguration(facts), ...ghosts.flatMap(g => g.evidence)],
        repairs,
        advice,
        confidence: ghosts.every(g => looksLikeContainerId(g.voter.id)) ? 'high' : 'medium',
        key: ghosts.map(g => g.voter.id).join(),
      },
    ])
  },
})

function removal(ids: readonly string[]) {
  return {repairs: [], advice: ids.map(id => `While there is a leader: dkron raft remove-peer --peer-id=${id}`)}
}

function recovery(facts: Facts) {
  const holder = newestConfiguration(facts)?.holder
  return {repairs: holder ? configurationRepairs(holder) : [], advice: [onlyWhenReallyGone]}
}
