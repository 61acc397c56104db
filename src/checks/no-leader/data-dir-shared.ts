import type {Facts} from '../../facts/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {lockHoldersOf, quoteHolder} from './rules/lock-holders.ts'
import {plannedSharing} from './rules/planned-sharing.ts'
import {quoteContainer, quoteIdentity, quoteLeadership} from './rules/quote-evidence.ts'
import {sharedDataDirs} from './rules/shared-data-dir.ts'

export default defineCheck({
  id: 'data-dir-shared',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'Two servers have one data-dir',
  message:
    '{servers} all run on the data-dir {folder}: the first holds the lock of raft.db, the others wait for it for ever and take part in nothing',
  why: `boltdb locks raft.db and waits for that lock without end and without a word. The second server gets as far as "api: Running HTTP server" and stops there: its HTTP API answers (no leader, no jobs, healthy), Raft never starts. Every server needs a data-dir of its own.

On a network file system the lock may not hold, and then both write, which destroys the file.`,
  confirm: [
    "docker inspect --format '{{.Name}} {{range .Mounts}}{{.Source}} {{end}}' $(docker ps -q)",
    'fuser -v DATA-DIR/raft/raft.db   # as root: two processes',
  ],
  repairs: [],
  folklore: [
    'Deleting raft.db "because it is locked" deletes the jobs of the server that works.',
    'A shared volume is no replication: Raft copies the data by itself.',
  ],
  references: [
    'boltdb db.go: Open, flock with no timeout',
    'raft-boltdb bolt_store.go: NewBoltStore',
    'Compose: volumes',
  ],
  needs: [
    'cluster.composeFiles',
    'server.api',
    'server.container',
    'server.dataDir',
    'server.identity',
    'server.joinedBy',
    'server.settings',
  ],
  explains: [
    'duplicate-server-id',
    'server-id-changed',
    'store-locked',
    'leader-not-recognised',
    'never-bootstrapped',
    'quorum-lost',
    'ghost-voters',
    'stale-voter',
    'several-bootstrap-servers',
    'bootstrap-expect-conflict',
    'raft-port-unreachable',
    'server-address-changed',
  ],
  run(facts) {
    const shared = sharedFailures(facts)
    if (shared.length > 0) return failEach(shared)
    const planned = plannedSharing(facts)
    if (planned.length > 0) return failEach(planned)
    const known = facts.servers.some(s => s.container !== null) || facts.cluster.composeFiles.length > 0
    return known ? failEach([]) : skip('neither containers nor a compose file were given')
  },
})

function sharedFailures(facts: Facts): readonly Failure[] {
  return sharedDataDirs(facts).map(({folder, servers}) => ({
    subject: servers.map(s => s.label).join(', '),
    params: {servers: servers.map(s => s.label), folder},
    evidence: [
      ...servers.slice(0, 1).flatMap(s => lockHoldersOf(s, facts).map(holder => quoteHolder(s, holder))),
      ...servers.flatMap(s => [...quoteContainer(s), ...quoteIdentity(s), ...quoteLeadership(s)]),
    ],
    advice: [
      'Stop all but one of them, give each of the others a data-dir (volume) of its own, empty, and start them again.',
    ],
    key: servers.map(s => s.label).join(),
  }))
}
