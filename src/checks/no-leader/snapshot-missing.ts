import {readValue} from '../../case/read.ts'
import type {Server} from '../../facts/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {finishedSnapshots} from './rules/kept-snapshots.ts'
import {latestHits} from './rules/latest-run.ts'
import {quoteNewest} from './rules/quote-evidence.ts'
import {raftStateOf} from './rules/raft-state.ts'

export default defineCheck({
  id: 'snapshot-missing',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'The log was compacted and no snapshot is left',
  message:
    '{server} has been at term {term}, but {what} and there is no snapshot: the configuration and the jobs in it are gone',
  why: `After a snapshot Raft drops the entries it covers. When the snapshot is then removed, nothing holds the configuration: the server starts, finds no peers and waits for ever. It does not bootstrap either, because a term counts as state.`,
  confirm: ['ls -l DATA-DIR/raft/snapshots', 'docker logs CONTAINER 2>&1 | grep "no known peers"   # debug level'],
  repairs: [],
  folklore: [
    'bootstrap-expect=1: ignored, there is state.',
    'peers.json gives it a leader and an empty job list; look for a copy of the snapshot first.',
  ],
  references: ['hashicorp/raft snapshot.go: compactLogs', 'hashicorp/raft api.go: HasExistingState'],
  needs: ['server.dataDir', 'server.log', 'server.snapshots', 'server.store'],
  explains: [
    'log-gap',
    'never-bootstrapped',
    'quorum-lost',
    'data-dir-empty',
    'server-id-changed',
    'server-id-not-pinned',
    'configurations-disagree',
  ],
  run(facts) {
    const readable = facts.servers.filter(s => ['used', 'hollow', 'unused'].includes(raftStateOf(s)))
    if (readable.length === 0) return skip('no raft.db could be read')
    return failEach(readable.flatMap(judge))
  },
})

function judge(server: Server): readonly Failure[] {
  const store = readValue(server.store)?.store
  // An unreadable snapshots folder is no missing one.
  if (!store || server.snapshots.state === 'unreadable' || finishedSnapshots(server).length > 0) return []
  const hollow = raftStateOf(server) === 'hollow'
  const headless = store.log.count > 0 && store.log.first > 1n
  if (!hollow && !headless) return []
  const what = hollow ? 'its log is empty' : `its log begins at index ${store.log.first}`
  return [
    {
      subject: server.label,
      params: {server: server.label, term: store.stable.currentTerm ?? store.log.lastTerm, what},
      evidence: [
        {
          source: `${server.dataDir?.path}: raft.db`,
          value: `CurrentTerm ${store.stable.currentTerm ?? 'not set'}, ${what}`,
        },
        {
          source: `${server.dataDir?.path}: raft/snapshots`,
          value: server.dataDir?.snapshotsFolder === 'missing' ? 'no such folder' : 'no finished snapshot',
        },
        ...quoteNewest(server, latestHits(server, ['initial-configuration-empty', 'no-known-peers', 'log-not-found'])),
      ],
      advice: [
        'Look for the snapshots folder: a copy, a second mount, the trash of whoever tidied up.',
        'With a leader among the other servers: stop this one, move its raft folder aside, start it; the leader fills it.',
        'Else restore the newest copy of the data-dir.',
      ],
      key: hollow ? 'hollow' : 'headless',
    },
  ]
}
