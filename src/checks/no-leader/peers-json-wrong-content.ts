import type {Facts, Server} from '../../facts/types.ts'
import type {PeersFile} from '../../formats/raft/types.ts'
import type {Failure, Outcome} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {contentFaults, unseenVoters} from './rules/judge-peers-content.ts'
import {leadersInSight} from './rules/leader-in-sight.ts'
import {votersOf} from './rules/membership.ts'
import {isWellFormed, peersFileAtStart} from './rules/pending-recovery.ts'
import {describeServer, quoteFile, quoteIdentity} from './rules/quote-evidence.ts'
import {hasStateToRecover} from './rules/raft-state.ts'
import {isAtLeast, recoversFromPeersJson} from './rules/released-behaviour.ts'
import {serverIdOf} from './rules/server-id.ts'

export default defineCheck({
  id: 'peers-json-wrong-content',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'peers.json names the wrong servers',
  message: '{file} of {server} will be taken in as it is, but {faults}: the server will have no leader afterwards',
  why: `Raft takes the list without asking whether it makes sense: neither that this server is in it, nor that anybody listens at an address. With a wrong ID the server becomes a silent follower of nobody, and the log has already been replaced by a snapshot with the wrong list. It can be mended by a second, right file.

The address has to be the RPC port (6868), not that of gossip (8946) or HTTP (8080). On several servers the file has to be the same everywhere, before any of them starts.`,
  confirm: ['cat DATA-DIR/raft/peers.json', "docker inspect --format '{{.Config.Hostname}} {{.Config.Cmd}}' CONTAINER"],
  repairs: ['peers-json', 'remove-peers-json'],
  folklore: ['Upstream examples with port 4647 or 8190 are wrong for Dkron.'],
  references: ['hashicorp/raft api.go: RecoverCluster', 'Dkron flag --rpc-port (6868)'],
  needs: [
    'cluster.composeFiles',
    'cluster.events',
    'cluster.inventory',
    'cluster.leader',
    'cluster.members',
    'cluster.presentIds',
    'cluster.probes',
    'server.api',
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
  explains: ['server-id-changed', 'ghost-voters', 'quorum-lost', 'server-address-changed'],
  run(facts) {
    const holders = facts.servers.flatMap(server => {
      const file = peersFileAtStart(server)
      return file && isWellFormed(file) ? [{server, file}] : []
    })
    if (holders.length === 0) return skip('no usable peers.json')
    const failures = holders.flatMap(({server, file}) => judge(server, file, facts))
    if (failures.length > 0) return failEach(failures)
    const unknown = holders.find(h => serverIdOf(h.server) === null)
    if (unknown)
      return {status: 'unknown', reason: `the server ID of ${unknown.server.label} is not known`, blocking: false}
    // A leader elected since proves the present list; the file waits for the next start, and is told as pending.
    const unsure = holders.find(h => unseenVoters(h.server, h.file, facts).length > 0)
    return unsure && leadersInSight(facts).length === 0 ? votersUnseen(unsure.server, unsure.file, facts) : failEach([])
  },
})

function votersUnseen(server: Server, file: PeersFile, facts: Facts): Outcome {
  const voters = votersOf(file.servers).length
  const unseen = unseenVoters(server, file, facts)
  return {
    status: 'unknown',
    subject: server.label,
    reason: `${file.file} of ${server.label} makes ${voters} voters of which ${Math.floor(voters / 2) + 1} are needed, and nothing shows whether ${unseen.join(', ')} run${unseen.length === 1 ? 's' : ''}`,
    evidence: [quoteFile(server, file.file, file.servers.map(describeServer).join('; '))],
    advice: ['Give the evidence of every server: each data-dir, and --inspect once for each container.'],
  }
}

function judge(server: Server, file: PeersFile, facts: Facts): readonly Failure[] {
  const faults = contentFaults(server, file, facts)
  if (faults.length === 0) return []
  const bad = faults.some(f => !f.harmless)
  const led = leadersInSight(facts).length > 0
  const recovers = hasStateToRecover(server) && isAtLeast(server, recoversFromPeersJson) === true
  return [
    {
      subject: server.label,
      severity: bad && !led ? 'error' : 'warning',
      params: {server: server.label, file: file.file, faults: faults.map(f => f.text).join('; ')},
      message: bad ? undefined : '{file} of {server} will be taken in at the next start, but {faults}',
      evidence: [quoteFile(server, file.file, file.servers.map(describeServer).join('; ')), ...quoteIdentity(server)],
      repairs: [...(recovers ? ['peers-json'] : []), 'remove-peers-json'],
      key: faults.map(f => f.key).join(),
    },
  ]
}
