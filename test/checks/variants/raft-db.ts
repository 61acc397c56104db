import {readdirSync, rmSync, truncateSync} from 'node:fs'
import {join} from 'node:path'
import type {Variant} from './edit-case.ts'
import {both, cold, healthy, raftDb, zero} from './edit-case.ts'

export const variants: readonly Variant[] = [
  {
    what: 'raft.db cut to 0 bytes',
    of: healthy,
    edit: f => truncateSync(raftDb(f), 0),
    kinds: cold,
    gives: ['broken', 'data-dir-empty'],
  },
  {
    what: 'raft.db removed',
    of: healthy,
    edit: f => rmSync(raftDb(f)),
    kinds: cold,
    gives: ['broken', 'data-dir-empty'],
    also: 'data-dir-empty',
  },
  {
    what: 'raft.db cut to 100 bytes',
    of: healthy,
    edit: f => truncateSync(raftDb(f), 100),
    kinds: cold,
    gives: ['broken', 'store-damaged'],
  },
  {
    what: 'raft.db cut to 16 KiB',
    of: healthy,
    edit: f => truncateSync(raftDb(f), 16_384),
    kinds: cold,
    gives: ['broken', 'store-damaged'],
  },
  {
    what: 'raft.db cut above the pages in use',
    of: healthy,
    edit: f => truncateSync(raftDb(f), 32_768),
    kinds: cold,
    gives: ['healthy', null],
  },
  {
    what: 'one meta page zeroed',
    of: healthy,
    edit: zero(0),
    kinds: cold,
    gives: ['at-risk', null],
    also: 'store-damaged',
  },
  {
    what: 'both meta pages zeroed',
    of: healthy,
    edit: both(zero(0), zero(1)),
    kinds: cold,
    gives: ['broken', 'store-damaged'],
  },
  {
    what: 'the raft folder removed',
    of: healthy,
    edit: f => rmSync(join(f, 'dkron.data/raft'), {recursive: true}),
    kinds: cold,
    gives: ['at-risk', null],
    also: 'data-dir-empty',
  },
  {
    what: 'raft.db removed, the snapshot left',
    of: 'v4.0.9-e3a1-peersjson-fixed',
    edit: f => rmSync(raftDb(f)),
    kinds: cold,
    gives: ['broken', 'data-dir-empty'],
  },
  {
    what: 'snapshots removed, the log after them left',
    of: 'v4.0.9-e3a1-peersjson-fixed',
    edit: f => rmSync(join(f, 'dkron.data/raft/snapshots'), {recursive: true}),
    kinds: cold,
    gives: ['broken', 'snapshot-missing'],
  },
  {
    what: 'state.bin removed',
    of: 'v4.0.9-e3a1-peersjson-fixed',
    edit: f => {
      const [snapshot = ''] = readdirSync(join(f, 'dkron.data/raft/snapshots'))
      rmSync(join(f, 'dkron.data/raft/snapshots', snapshot, 'state.bin'))
    },
    kinds: cold,
    gives: ['broken', 'snapshot-damaged'],
  },
]
