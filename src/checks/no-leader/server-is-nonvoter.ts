import {defineCheck, failEach, skip} from '../define-check.ts'
import {suffrageOf} from './rules/membership.ts'
import {quoteIdentity, quoteOwnConfiguration} from './rules/quote-evidence.ts'
import {serverIdOf} from './rules/server-id.ts'

export default defineCheck({
  id: 'server-is-nonvoter',
  severity: 'warning',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'The server is in the configuration, but not as a voter',
  message:
    '{server} ("{serverId}") is a {suffrage} in the stored configuration: it receives the log, but it never votes and is never elected',
  why: `Dkron makes every server a voter. A nonvoter comes from a peers.json with "non_voter": true, or from an entry that was never promoted. It does not count for the majority, so the others must have one without it. A leader of Dkron makes it a voter again when gossip sees it.`,
  confirm: ['dkron raft list-peers --rpc-addr SERVER:6868   # column Voter'],
  repairs: [],
  folklore: ['Restarting it: suffrage is stored, not negotiated.'],
  references: ['hashicorp/raft configuration.go: ServerSuffrage, hasVote'],
  needs: ['server.configuration', 'server.dataDir', 'server.identity'],
  explains: [],
  run(facts) {
    const placed = facts.servers.filter(s => suffrageOf(s) !== null)
    if (placed.length === 0) return skip('no server ID to look up in a configuration')
    return failEach(
      placed.flatMap(server => {
        const suffrage = suffrageOf(server)
        if (suffrage !== 'Nonvoter' && suffrage !== 'Staging') return []
        const serverId = serverIdOf(server) ?? ''
        return [
          {
            subject: server.label,
            params: {server: server.label, serverId, suffrage},
            evidence: [...quoteIdentity(server), ...quoteOwnConfiguration(server)],
            advice: ['With a leader among the others nothing has to be done. Without one, see quorum-lost.'],
            key: suffrage,
          },
        ]
      }),
    )
  },
})
