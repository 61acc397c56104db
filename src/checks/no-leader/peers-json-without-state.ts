import {defineCheck, failEach, skip} from '../define-check.ts'
import {latestHits} from './rules/latest-run.ts'
import {leadersInSight} from './rules/leader-in-sight.ts'
import {isWellFormed, peersFileAtStart} from './rules/pending-recovery.ts'
import {quoteFile, quoteNewest} from './rules/quote-evidence.ts'
import {raftStateOf} from './rules/raft-state.ts'

export default defineCheck({
  id: 'peers-json-without-state',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'peers.json lies in a data-dir without state',
  message:
    '{file} of {server} asks for the recovery of a data-dir that has nothing to recover: Dkron refuses and exits at every start',
  why: `Recovery replaces the configuration of a data-dir that has a log or a snapshot. In an empty one it is taken for a mistake of the operator, rightly: most often the volume with the data is somewhere else. Look for it before anything starts here, because without peers.json and with --bootstrap-expect=1 an empty data-dir becomes a new, empty cluster.`,
  confirm: ['ls -lR DATA-DIR/raft', 'docker volume ls; find / -name raft.db -size +0 2>/dev/null'],
  repairs: ['remove-peers-json'],
  folklore: ['peers.json does not bootstrap a new cluster; --bootstrap-expect does.'],
  references: ['hashicorp/raft api.go: RecoverCluster, HasExistingState'],
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
    'never-bootstrapped',
    'data-dir-empty',
    'server-id-changed',
    'peers-json-wrong-content',
    'quorum-lost',
    'bootstrap-expect-conflict',
  ],
  run(facts) {
    const holders = facts.servers.filter(s => peersFileAtStart(s) !== null)
    if (holders.length === 0) return skip('no peers.json at the place where Dkron reads it')
    const led = leadersInSight(facts).length > 0
    return failEach(
      holders.flatMap(server => {
        const file = peersFileAtStart(server)
        const state = raftStateOf(server)
        if (file === null || !isWellFormed(file) || (state !== 'no-store' && state !== 'unused')) return []
        return [
          {
            subject: server.label,
            severity: led ? ('warning' as const) : ('error' as const),
            params: {server: server.label, file: file.file},
            evidence: [
              quoteFile(server, file.file, `${file.servers.length} servers`),
              {
                source: `${server.dataDir?.path}: raft.db`,
                value: state === 'unused' ? 'no term, no entries' : 'missing or empty',
              },
              ...quoteNewest(server, latestHits(server, ['recovery-without-state'])),
            ],
            repairs: ['remove-peers-json'],
            advice: ['Look for the volume that has the jobs before you start anything on this one.'],
            key: file.file,
          },
        ]
      }),
    )
  },
})
