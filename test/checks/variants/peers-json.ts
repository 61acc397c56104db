import type {Variant} from './edit-case.ts'
import {both, broken, cold, peers, state} from './edit-case.ts'

export const variants: readonly Variant[] = [
  {
    what: 'peers.json with an empty list',
    of: broken,
    edit: peers([]),
    kinds: cold,
    gives: ['broken', 'peers-json-invalid'],
  },
  {
    what: 'peers.json of the old form',
    of: broken,
    edit: peers(['172.19.0.3:6868']),
    kinds: cold,
    gives: ['broken', 'peers-json-invalid'],
  },
  {
    what: 'peers.json with two IDs on one address',
    of: broken,
    edit: peers([
      {id: 'f87aaf5337bd', address: '1.1.1.1:6868'},
      {id: 'b', address: '1.1.1.1:6868'},
    ]),
    kinds: cold,
    gives: ['broken', 'peers-json-invalid'],
  },
  {
    what: 'peers.json of a nonvoter',
    of: broken,
    edit: peers([{id: 'f87aaf5337bd', address: '1.1.1.1:6868', non_voter: true}]),
    kinds: cold,
    gives: ['broken', 'peers-json-invalid'],
  },
  {
    what: 'peers.json with another ID',
    of: broken,
    edit: peers([{id: 'other', address: '172.19.0.3:6868'}]),
    kinds: cold,
    gives: ['broken', 'peers-json-wrong-content'],
  },
  {
    what: 'peers.json with a second voter that is not there',
    of: broken,
    edit: peers([
      {id: 'f87aaf5337bd', address: '172.19.0.3:6868'},
      {id: 'gone', address: '172.19.0.9:6868'},
    ]),
    gives: ['broken', 'peers-json-wrong-content'],
  },
  {
    what: 'peers.json in the data-dir itself',
    of: broken,
    edit: peers([{id: 'f87aaf5337bd', address: '172.19.0.3:6868'}], 'peers.json'),
    kinds: cold,
    gives: ['broken', 'server-id-changed'],
    also: 'peers-json-misplaced',
  },
  {
    what: 'a right peers.json before the start',
    of: broken,
    edit: both(peers([{id: 'f87aaf5337bd', address: '172.19.0.3:6868'}]), state('exited')),
    kinds: cold,
    gives: ['at-risk', null],
    also: 'peers-json-pending',
  },
  {
    what: 'a right peers.json under 3.1.1',
    of: broken,
    edit: peers([{id: 'f87aaf5337bd', address: '172.19.0.3:6868'}]),
    kinds: cold,
    told: {dkronVersion: '3.1.1'},
    gives: ['broken', 'peers-json-unsupported'],
  },
]
