import {chmodSync} from 'node:fs'
import {join} from 'node:path'
import type {Inspected, Variant} from './edit-case.ts'
import {both, cold, healthy, inspected, state} from './edit-case.ts'

export const variants: readonly Variant[] = [
  {
    what: 'mounted read-only',
    of: healthy,
    edit: inspected(c => Object.assign(c, {Mounts: c.Mounts.map((m: Inspected) => ({...m, RW: false}))})),
    kinds: cold,
    gives: ['broken', 'data-dir-not-writable'],
  },
  {
    what: 'another user',
    of: healthy,
    edit: inspected(c => Object.assign(c.Config, {User: '65534:65534'})),
    kinds: cold,
    gives: ['broken', 'data-dir-not-writable'],
  },
  {
    what: 'raft.db alone closed to the user of the container',
    of: healthy,
    edit: both(
      inspected(c => Object.assign(c.Config, {User: '65534:65534'})),
      f => {
        chmodSync(join(f, 'dkron.data'), 0o777)
        chmodSync(join(f, 'dkron.data/raft'), 0o777)
      },
    ),
    kinds: cold,
    gives: ['broken', 'data-dir-not-writable'],
  },
  {
    what: 'no mount at all',
    of: healthy,
    edit: inspected(c => Object.assign(c, {Mounts: []})),
    kinds: cold,
    gives: ['at-risk', null],
    also: 'data-dir-not-persisted',
  },
  {
    what: 'an anonymous volume',
    of: healthy,
    edit: inspected(c =>
      Object.assign(c, {
        Mounts: [{Type: 'volume', Name: 'a'.repeat(64), Source: './dkron.data', Destination: '/dkron.data', RW: true}],
      }),
    ),
    kinds: cold,
    gives: ['at-risk', null],
    also: 'data-dir-not-persisted',
  },
  {
    what: 'the container stopped',
    of: healthy,
    edit: state('exited', 143),
    kinds: cold,
    gives: ['healthy', null],
    also: 'quorum-lost',
  },
  {what: 'the container crashed', of: healthy, edit: state('exited', 2), kinds: cold, gives: ['broken', 'quorum-lost']},
  {
    what: 'the container created and never started',
    of: healthy,
    edit: state('created'),
    kinds: cold,
    gives: ['healthy', null],
  },
]
