import {readValue} from '../../case/read.ts'
import type {Server} from '../../facts/types.ts'
import {loadableSnapshot} from '../../formats/raft/snapshot-order.ts'
import type {SnapshotFacts} from '../../formats/raft/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {faultOf, finishedSnapshots} from './rules/kept-snapshots.ts'
import {latestHits} from './rules/latest-run.ts'
import {missingEntries} from './rules/missing-entries.ts'
import {quoteContainer, quoteFile, quoteNewest} from './rules/quote-evidence.ts'

export default defineCheck({
  id: 'snapshot-damaged',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'A snapshot cannot be loaded',
  message:
    'snapshot {folder} of {server} cannot be loaded ({fault}), and the log does not reach back far enough to do without it',
  why: `Once the log has been compacted, the snapshot is the only place where the older jobs and the configuration are. A state.bin that fails its checksum ends the start with "failed to load any existing snapshots". A meta.json that is missing or does not parse is worse, because Raft leaves such a snapshot out without an error: the server runs with an empty configuration and waits for ever.`,
  confirm: ['ls -l DATA-DIR/raft/snapshots/*', 'docker logs CONTAINER 2>&1 | grep -i snapshot'],
  repairs: [],
  folklore: [
    'Deleting the damaged snapshot: without it the start panics or comes up empty.',
    'Correcting the CRC in meta.json: the state is still damaged.',
  ],
  references: ['hashicorp/raft file_snapshot.go: List, Open', 'hashicorp/raft api.go: restoreSnapshot'],
  needs: ['server.container', 'server.dataDir', 'server.log', 'server.snapshots', 'server.store'],
  explains: [
    'log-gap',
    'snapshot-missing',
    'never-bootstrapped',
    'quorum-lost',
    'server-id-changed',
    'server-id-not-pinned',
    'configurations-disagree',
    'data-dir-empty',
  ],
  run(facts) {
    const failures = facts.servers.flatMap(s => (s.snapshots.state === 'not-collected' ? fromLog(s) : judge(s)))
    if (failures.length > 0) return failEach(failures)
    for (const {snapshots, label} of facts.servers) {
      if (snapshots.state === 'unreadable') {
        const {where, reason} = snapshots
        return {
          status: 'unknown',
          subject: label,
          reason: `${where} of ${label} could not be read: ${reason}`,
          evidence: [{source: where, value: reason}],
        }
      }
    }
    return facts.servers.some(s => finishedSnapshots(s).length > 0) ? failEach([]) : skip('there are no snapshots')
  },
})

function judge(server: Server): readonly Failure[] {
  const bad = finishedSnapshots(server).filter(s => faultOf(s) !== null)
  const fatal = isFatal(server)
  return bad.map(snapshot => ({
    subject: `${server.label}: ${snapshot.folder}`,
    severity: fatal ? ('error' as const) : ('warning' as const),
    params: {server: server.label, folder: snapshot.folder, fault: faultOf(snapshot) ?? ''},
    message: fatal
      ? undefined
      : 'snapshot {folder} of {server} cannot be loaded ({fault}); another snapshot or the log stands in for it',
    evidence: [
      quoteFile(server, `raft/snapshots/${snapshot.folder}`, faultOf(snapshot) ?? ''),
      ...(fatal ? [...quoteContainer(server), ...quoteNewest(server, snapshotLines(server))] : []),
    ],
    advice: fatal ? adviceFor(snapshot) : ['Copy the data-dir now. The next snapshot replaces it.'],
    key: snapshot.folder,
  }))
}

/** Nothing loads, or what loads leaves a hole before the log, and the log does not begin at the beginning. */
function isFatal(server: Server): boolean {
  const log = readValue(server.store)?.store?.log
  const snapshots = readValue(server.snapshots) ?? []
  const tried = snapshots.filter(s => s.retained)
  const loads = loadableSnapshot(snapshots) !== null
  if (tried.length > 0 && !loads) return true
  if (!log || log.count === 0) return !loads
  return missingEntries(server) !== null
}

function snapshotLines(server: Server) {
  return latestHits(server, [
    'no-snapshot-loads',
    'snapshot-unreadable',
    'no-snapshot-restores',
    'snapshot-metadata-unreadable',
  ])
}

function adviceFor(snapshot: SnapshotFacts): readonly string[] {
  const state =
    snapshot.stateSize === null ? 'state.bin is gone' : `state.bin (${snapshot.stateSize} bytes) is still there`
  return [
    `Keep a copy of the data-dir as it is: ${state}.`,
    'With a leader among the other servers: stop this one, move its raft folder aside, start it; the leader fills it.',
    'Else restore the newest copy of the data-dir.',
  ]
}

function fromLog(server: Server): readonly Failure[] {
  const hits = latestHits(server, ['no-snapshot-loads', 'no-snapshot-restores'])
  if (hits.length === 0) return []
  return [
    {
      subject: server.label,
      params: {server: server.label},
      message: 'the log of {server} says that none of its snapshots can be loaded',
      evidence: quoteNewest(server, hits),
      advice: ['Give its data-dir, to see which and why.'],
      confidence: 'medium',
      key: 'log',
    },
  ]
}
