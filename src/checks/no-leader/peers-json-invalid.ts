import type {Facts, Server} from '../../facts/types.ts'
import type {PeersFile} from '../../formats/raft/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {latestHits} from './rules/latest-run.ts'
import {leadersInSight} from './rules/leader-in-sight.ts'
import {isWellFormed, peersFileAtStart} from './rules/pending-recovery.ts'
import {quoteFile, quoteNewest} from './rules/quote-evidence.ts'
import {hasStateToRecover} from './rules/raft-state.ts'
import {isAtLeast, recoversFromPeersJson} from './rules/released-behaviour.ts'

export default defineCheck({
  id: 'peers-json-invalid',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'peers.json cannot be used',
  message: '{file} of {server} cannot be used ({reason}): Dkron exits at every start as long as it lies there',
  why: `Dkron reads raft/peers.json before it starts Raft. It wants a JSON array of {"id", "address", "non_voter"}, no ID and no address twice, none empty, and at least one voter. The list of plain addresses that older guides show is not read. On any error Dkron exits and leaves the file where it is.`,
  confirm: ['python3 -m json.tool DATA-DIR/raft/peers.json', 'docker logs CONTAINER 2>&1 | grep -i "recovery failed"'],
  repairs: ['peers-json', 'remove-peers-json'],
  folklore: ['The error text speaks of a peers.info file; Dkron has none and honours peers.json whenever it is there.'],
  references: [
    'hashicorp/raft peersjson.go: ReadConfigJSON',
    'hashicorp/raft configuration.go: checkConfiguration',
    'Dkron agent.go setupRaft',
  ],
  needs: [
    'cluster.leader',
    'server.api',
    'server.container',
    'server.dataDir',
    'server.identity',
    'server.log',
    'server.peersFiles',
    'server.snapshots',
    'server.store',
    'server.version',
  ],
  explains: [
    'peers-json-without-state',
    'peers-json-unsupported',
    'peers-json-wrong-content',
    'server-id-changed',
    'server-id-not-pinned',
    'quorum-lost',
    'ghost-voters',
    'never-bootstrapped',
    'data-dir-empty',
    'server-address-changed',
    'server-address-unroutable',
    'raft-port-unreachable',
  ],
  run(facts) {
    const holders = facts.servers.flatMap(server => {
      const file = peersFileAtStart(server)
      return file ? [{server, file}] : []
    })
    if (holders.length === 0) return skip('no peers.json at the place where Dkron reads it')
    return failEach(holders.flatMap(({server, file}) => judge(server, file, facts)))
  },
})

function judge(server: Server, file: PeersFile, facts: Facts): readonly Failure[] {
  if (isWellFormed(file)) return []
  const reason = file.parseError ?? file.ruleErrors[0] ?? 'it is a list of addresses, not of servers'
  const led = leadersInSight(facts).length > 0
  const recovers = hasStateToRecover(server) && isAtLeast(server, recoversFromPeersJson) === true
  return [
    {
      subject: server.label,
      severity: led ? 'warning' : 'error',
      params: {server: server.label, file: file.file, reason},
      message: led ? '{file} of {server} cannot be used ({reason}): Dkron will exit at its next start' : undefined,
      evidence: [
        quoteFile(server, file.file, reason),
        ...quoteNewest(
          server,
          latestHits(server, ['peers-json-not-parsed', 'configuration-refused', 'raft-failed-to-start']),
        ),
      ],
      repairs: [...(recovers ? ['peers-json'] : []), 'remove-peers-json'],
      advice:
        file.style === 'addresses'
          ? ['Write servers, not addresses: [{"id": "SERVER-ID", "address": "HOST:6868", "non_voter": false}]']
          : [],
      key: file.file,
    },
  ]
}
