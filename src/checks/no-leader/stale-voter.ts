import {defineCheck, failEach, skip} from '../define-check.ts'
import {quoteNewestConfiguration} from './rules/newest-configuration.ts'
import {countQuorum} from './rules/quorum-arithmetic.ts'

export default defineCheck({
  id: 'stale-voter',
  severity: 'warning',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'A voter is away',
  message: 'of {voters} voters {gone} cannot be reached; the majority of {needed} still holds, but {spare}',
  why: `Dkron never takes a failed server out of the configuration: it counts for the majority until it comes back or is removed by hand. As long as it is only away, nothing has to be done; when it is gone for good, remove it now. Once the majority is lost it can no longer be removed.`,
  confirm: ['curl -s http://SERVER:8080/v1/members', 'dkron raft list-peers --rpc-addr SERVER:6868'],
  repairs: [],
  folklore: ['Starting another server beside it: the new one is added, and the dead one still counts.'],
  references: ['Dkron leader.go: reconcileMember (alive and left only)', 'dkron raft remove-peer --peer-id'],
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
    if (quorum.voters.length < 2) return skip('fewer than two voters')
    const away = quorum.gone.filter(g => !g.ghost)
    if (quorum.state !== 'held' || away.length === 0) return failEach([])
    const spare = quorum.voters.length - quorum.gone.length - quorum.needed
    return failEach([
      {
        subject: 'cluster',
        params: {
          gone: away.map(g => g.voter.id),
          voters: quorum.voters.length,
          needed: quorum.needed,
          spare: spare > 0 ? `only ${spare} more may fail` : 'none more may fail',
        },
        evidence: [...quoteNewestConfiguration(facts), ...away.flatMap(g => g.evidence)],
        advice: away.map(
          g =>
            `Bring "${g.voter.id}" back, or, when it is gone for good: dkron raft remove-peer --peer-id=${g.voter.id}`,
        ),
        key: away.map(g => g.voter.id).join(),
      },
    ])
  },
})
