import type {Variant} from './edit-case.ts'
import {both, broken, cold, healthy, state, withFlag} from './edit-case.ts'

export const variants: readonly Variant[] = [
  {
    what: 'another node name',
    of: healthy,
    edit: withFlag('--node-name=fresh'),
    kinds: cold,
    gives: ['broken', 'server-id-changed'],
  },
  {
    what: 'an empty node name',
    of: healthy,
    edit: withFlag('--node-name='),
    kinds: cold,
    gives: ['broken', 'server-id-changed'],
  },
  {
    what: 'the stored ID as node name',
    of: broken,
    edit: withFlag('--node-name=a52fb2697449'),
    kinds: cold,
    gives: ['healthy', null],
  },
  {
    what: 'the stored ID said on the command line',
    of: broken,
    edit: () => {},
    kinds: ['dataDirs'],
    told: {nodeNames: ['a52fb2697449']},
    gives: ['healthy', null],
  },
  {
    what: 'another ID said on the command line',
    of: broken,
    edit: () => {},
    kinds: ['dataDirs'],
    told: {nodeNames: ['f87aaf5337bd']},
    gives: ['broken', 'server-id-changed'],
  },
  {what: 'nothing said', of: broken, edit: () => {}, kinds: ['dataDirs'], gives: ['unknown', null]},
  {
    what: 'a multiplier of 11',
    of: healthy,
    edit: withFlag('--raft-multiplier=11'),
    kinds: cold,
    gives: ['broken', 'raft-multiplier-invalid'],
  },
  {
    what: 'a multiplier that is no number',
    of: healthy,
    edit: withFlag('--raft-multiplier=abc'),
    kinds: cold,
    gives: ['broken', 'raft-multiplier-invalid'],
  },
  {
    what: 'a multiplier of 10',
    of: healthy,
    edit: withFlag('--raft-multiplier=10'),
    kinds: cold,
    gives: ['healthy', null],
  },
  {
    what: 'a gossip key that is none',
    of: healthy,
    edit: withFlag('--encrypt=notakey'),
    kinds: cold,
    gives: ['broken', 'gossip-key-mismatch'],
  },
  {
    what: 'a name to advertise that leads nowhere',
    of: healthy,
    edit: both(withFlag('--advertise-addr=nosuchhost'), state('exited', 1)),
    kinds: cold,
    gives: ['broken', 'advertise-address-not-local'],
  },
]
