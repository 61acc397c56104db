import {fires, quiet, skips} from '../check-case.ts'
import {facts, flag, leading, snapshot, three} from '../facts-builder.ts'

const nothing = {
  voters: null,
  store: {state: 'absent' as const, where: 'raft/raft.db'},
  dataDir: {snapshotsFolder: 'missing' as const},
}

export default [
  fires('an empty folder on its first day', facts([nothing]), {
    severity: 'warning',
    subject: 's1',
    message:
      'the data-dir of s1 has no Raft state (raft.db is missing): a start would silently make a new, empty cluster without any job',
    repairs: [],
  }),
  fires('raft.db is gone, snapshots/ is left', facts([{...nothing, dataDir: {snapshotsFolder: 'present'}}]), {
    severity: 'error',
  }),
  fires(
    '0 bytes were something before',
    facts([{voters: null, store: {size: 0, store: null}, settings: {bootstrapExpect: flag('bootstrap-expect', 1)}}]),
    {
      severity: 'error',
      message:
        'the data-dir of s1 has no Raft state (raft/raft.db has 0 bytes): a start would silently make a new, empty cluster without any job',
      advice: 'Do not start it: with --bootstrap-expect=1 it makes a new cluster at once.',
    },
  ),
  fires('a container used it before', facts([{...nothing, former: [{name: 'dkron_1'}]}]), {
    severity: 'error',
    quote: 'container dkron_1: used this data-dir before',
  }),
  fires('the others know it as a voter', facts(three({...nothing}, {}, {})), {severity: 'error'}),
  fires('the same with a leader', facts(three({...nothing}, {api: leading('n2')}, {})), {
    severity: 'warning',
    message:
      'the data-dir of s1 has no Raft state (raft.db is missing); the leader fills it within a minute of its start',
  }),
  fires('raft.db is gone, its snapshot is there', facts([{...nothing, snapshots: [snapshot()]}]), {
    severity: 'error',
    message:
      's1 has snapshots but no raft.db (raft.db is missing): it would start from the snapshot and lose everything after it, its votes included',
  }),
  fires(
    'a store that was never used, and the server stopped',
    facts([{voters: null, currentTerm: 0n, container: {status: 'exited'}}]),
    {severity: 'warning'},
  ),
  fires('it leads all the same', facts([{...nothing, api: leading('n1')}]), {
    severity: 'warning',
    message: 's1 leads, but /data/s1 has no Raft state (raft.db is missing): it keeps its data somewhere else',
  }),
  quiet('entries', facts([{}])),
  quiet('a store that was never used, while it runs', facts([{voters: null, currentTerm: 0n}])),
  skips('no data-dir', facts([{dataDir: false}])),
]
