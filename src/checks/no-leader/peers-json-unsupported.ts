import {readValue} from '../../case/read.ts'
import type {Facts, Server} from '../../facts/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {configurationRepairs, nothingIsLost} from './rules/configuration-repairs.ts'
import {latestHits} from './rules/latest-run.ts'
import {leadersInSight} from './rules/leader-in-sight.ts'
import {isWellFormed, peersFileAtStart} from './rules/pending-recovery.ts'
import {quoteFile, quoteNewest} from './rules/quote-evidence.ts'
import {hasStateToRecover} from './rules/raft-state.ts'
import {isAtLeast, recoversFromPeersJson, releaseOf} from './rules/released-behaviour.ts'

export default defineCheck({
  id: 'peers-json-unsupported',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'This release of Dkron cannot recover from peers.json',
  message: '{release} panics on {file} at every start of {server}; recovery from it works only from 3.1.2 on',
  why: `Before 3.1.2 Dkron replays the log for the recovery into a state machine without a store and dies with a nil pointer. The file stays, so the next start dies as well. The data is untouched: remove the file, then give the server its old ID, or let the configuration be written into raft.db.`,
  confirm: ['docker logs CONTAINER 2>&1 | grep -A5 "nil pointer"   # RecoverCluster stands below it'],
  repairs: ['remove-peers-json', 'pin-old-id', 'recover-configuration'],
  folklore: ['Correcting the content of the file: no content works in these releases.'],
  references: [
    'Dkron changelog 3.1.2',
    'Dkron agent.go setupRaft: newFSM(nil, nil)',
    'hashicorp/raft api.go: RecoverCluster',
  ],
  needs: [
    'cluster.leader',
    'server.api',
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
  explains: [
    'server-id-changed',
    'server-id-not-pinned',
    'peers-json-wrong-content',
    'quorum-lost',
    'ghost-voters',
    'server-address-changed',
    'server-address-unroutable',
    'raft-port-unreachable',
  ],
  run(facts) {
    const holders = facts.servers.filter(s => {
      const file = peersFileAtStart(s)
      return file !== null && isWellFormed(file) && hasStateToRecover(s)
    })
    if (holders.length === 0) return skip('no usable peers.json beside a state')
    const failures = holders.flatMap(server => judge(server, facts))
    if (failures.length > 0) return failEach(failures)
    if (holders.some(s => isAtLeast(s, recoversFromPeersJson) === null)) {
      return {
        status: 'unknown',
        reason: 'which release of Dkron will read peers.json is not known',
        advice: ['Add --dkron-version X.Y.Z'],
        blocking: false,
      }
    }
    return failEach([])
  },
})

function judge(server: Server, facts: Facts): readonly Failure[] {
  const old = isAtLeast(server, recoversFromPeersJson)
  const panics = latestHits(server, ['recovery-panic'])
  if (old === true || (old === null && panics.length === 0)) return []
  const file = peersFileAtStart(server)?.file ?? ''
  const led = leadersInSight(facts).length > 0
  const pin = (readValue(server.configuration)?.servers.length ?? 0) > 0 ? ['pin-old-id'] : []
  return [
    {
      subject: server.label,
      severity: led ? 'warning' : 'error',
      params: {release: releaseOf(server), file, server: server.label},
      evidence: [quoteFile(server, file, 'present'), ...versionEvidence(server), ...quoteNewest(server, panics)],
      repairs: ['remove-peers-json', ...pin, ...configurationRepairs(server).filter(r => r !== 'peers-json')],
      advice: nothingIsLost(facts),
      confidence: old === false ? 'high' : 'medium',
      key: file,
    },
  ]
}

function versionEvidence(server: Server) {
  const known = readValue(server.version)
  return known ? [{source: known.from, value: releaseOf(server)}] : []
}
