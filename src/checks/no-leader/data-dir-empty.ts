import {readValue} from '../../case/read.ts'
import type {Facts, Server} from '../../facts/types.ts'
import type {Evidence} from '../../report/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {hasLeaderAmong, leadersInSight} from './rules/leader-in-sight.ts'
import type {RaftState} from './rules/raft-state.ts'
import {raftStateOf} from './rules/raft-state.ts'
import {serverIdOf} from './rules/server-id.ts'
import {isUp} from './rules/server-up.ts'

export default defineCheck({
  id: 'data-dir-empty',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'The data-dir has no Raft state',
  message:
    'the data-dir of {server} has no Raft state ({what}): a start would silently make a new, empty cluster without any job',
  why: `With --bootstrap-expect=1 Dkron takes a data-dir without a store for a new server, elects itself and runs, empty and without a warning. When there were jobs before, they are in another place: another volume, another folder, the default path of an older image, a project that was renamed.

Find them before anything starts here. A store that was cut to 0 bytes is lost; a copy of it is the only way back.`,
  confirm: ['ls -lR DATA-DIR', 'docker volume ls', 'find / -name raft.db -size +0 2>/dev/null   # as root'],
  repairs: [],
  folklore: ['"It has a leader again": an empty cluster has one at once, and no jobs.'],
  references: ['Dkron agent.go setupRaft: HasExistingState', 'boltdb db.go: Open initialises a file of 0 bytes'],
  needs: [
    'cluster.leader',
    'cluster.voters',
    'server.api',
    'server.container',
    'server.dataDir',
    'server.formerContainers',
    'server.identity',
    'server.log',
    'server.settings',
    'server.snapshots',
    'server.store',
    'server.version',
  ],
  explains: ['never-bootstrapped', 'quorum-lost', 'bootstrap-expect-conflict'],
  run(facts) {
    if (facts.servers.every(s => s.store.state === 'not-collected')) return skip('no data-dir was given')
    return failEach(facts.servers.flatMap(server => judge(server, facts)))
  },
})

function judge(server: Server, facts: Facts): readonly Failure[] {
  const state = raftStateOf(server)
  const fresh = state === 'unused' && isUp(server) === false
  if (state !== 'no-store' && state !== 'only-snapshot' && !fresh) return []
  if (leadersInSight(facts).some(l => l.label === server.label)) return [livesElsewhere(server, state)]
  const traces = tracesOfData(server, facts)
  // A member of a cluster that has a leader gets everything from it.
  const ids = facts.cluster.voters.map(v => v.id)
  const refilled = ids.length > 0 && hasLeaderAmong(facts, ids)
  const onlySnapshot = state === 'only-snapshot'
  return [
    {
      subject: server.label,
      severity: !refilled && (traces.length > 0 || onlySnapshot) ? 'error' : 'warning',
      params: {server: server.label, what: describe(server, state)},
      message: onlySnapshot
        ? '{server} has snapshots but no raft.db ({what}): it would start from the snapshot and lose everything after it, its votes included'
        : fresh
          ? 'the data-dir of {server} holds no data yet: at its next start it makes a new cluster or waits for the others'
          : refilled
            ? 'the data-dir of {server} has no Raft state ({what}); the leader fills it within a minute of its start'
            : undefined,
      evidence: [{source: `${server.dataDir?.path}`, value: describe(server, state)}, ...traces],
      advice: fresh ? [] : adviceFor(server, state),
      key: state,
    },
  ]
}

/** It leads, so it has a store, and not here. */
function livesElsewhere(server: Server, state: RaftState): Failure {
  return {
    subject: server.label,
    severity: 'warning',
    params: {server: server.label, path: server.dataDir?.path ?? '', what: describe(server, state)},
    message: '{server} leads, but {path} has no Raft state ({what}): it keeps its data somewhere else',
    evidence: [{source: `${server.dataDir?.path}`, value: describe(server, state)}],
    advice: ['Compare the data-dir given here with --data-dir and the mounts of the container.'],
    key: 'elsewhere',
  }
}

function describe(server: Server, state: RaftState): string {
  const file = readValue(server.store)
  if (state === 'unused') return 'raft.db has neither a term nor entries'
  if (file !== null) return `${file.file} has 0 bytes`
  return server.dataDir?.raftPath ? 'raft.db is missing' : 'there is no raft folder'
}

/** Signs that there was data: then an empty data-dir is a loss or the wrong place, else it may be the first day. */
function tracesOfData(server: Server, facts: Facts): readonly Evidence[] {
  const traces: Evidence[] = []
  const file = readValue(server.store)
  if (file !== null && file.size === 0) traces.push({source: `${server.dataDir?.path}: ${file.file}`, value: '0 bytes'})
  if (file === null && server.dataDir?.snapshotsFolder === 'present') {
    traces.push({source: `${server.dataDir.path}`, value: 'raft/snapshots is there, raft.db is not'})
  }
  for (const former of server.formerContainers) {
    traces.push({
      source: `${former.source}: container ${former.name}`,
      value: `used this data-dir before, created ${former.created}`,
    })
  }
  const id = serverIdOf(server)
  if (id !== null && facts.cluster.voters.some(v => v.id === id)) {
    traces.push({source: 'configuration of the others', value: `"${id}" is a voter`})
  }
  for (const stranger of server.dataDir?.strangers ?? []) {
    traces.push({source: `${server.dataDir?.path}`, value: stranger})
  }
  return traces
}

function adviceFor(server: Server, state: RaftState): readonly string[] {
  const expect = readValue(server.settings)?.bootstrapExpect?.value
  const first =
    expect === 1
      ? 'Do not start it: with --bootstrap-expect=1 it makes a new cluster at once.'
      : 'Do not start it before you know where the data is.'
  if (state === 'only-snapshot')
    return [first, 'Restore raft.db from a copy, or empty the raft folder and let the server rejoin the others.']
  return [
    first,
    'Look for the real volume or folder first, then restore a copy.',
    'If this is its first day, start it.',
  ]
}
