import {defineCheck, failEach, skip} from '../define-check.ts'
import {quoteNewestConfiguration} from './rules/newest-configuration.ts'
import {countQuorum} from './rules/quorum-arithmetic.ts'

export default defineCheck({
  id: 'two-voters',
  severity: 'warning',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'Two voters tolerate no loss',
  message:
    'the cluster has two voters, {voters}: when either is away there is no leader, which is worse than a single server',
  why: `The majority of two is two. A cluster of two stops at the first restart of either server; a single server stops only with itself. Run one server or three.`,
  confirm: ['dkron raft list-peers --rpc-addr SERVER:6868'],
  repairs: [],
  folklore: ['Two servers as a main and a spare: Raft knows no spare.'],
  references: ['Raft paper, 5.2 Leader election', 'Dkron documentation: clustering'],
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
    'server.version',
  ],
  explains: [],
  run(facts) {
    const quorum = countQuorum(facts)
    if (quorum.voters.length === 0) return skip('no stored configuration')
    // With one of the two gone there is more to say, and others say it.
    if (quorum.voters.length !== 2 || quorum.gone.length > 0) return failEach([])
    return failEach([
      {
        subject: 'cluster',
        params: {voters: quorum.voters.map(v => v.voter.id)},
        evidence: quoteNewestConfiguration(facts),
        advice: ['Add a third server, or take one out while there is a leader: dkron raft remove-peer --peer-id=ID'],
        key: 'two',
      },
    ])
  },
})
