import {describe, expect, test} from 'vitest'
import {LogSummaryBuilder} from '../../../src/formats/raft/log-summary.ts'
import {decodePeersJson} from '../../../src/formats/raft/peers-json.ts'
import {predictStart} from '../../../src/formats/raft/predict-start.ts'
import type {RaftStore, SnapshotFacts} from '../../../src/formats/raft/types.ts'

const server = {id: 'n1', address: '10.0.0.1:6868', suffrage: 'Voter'} as const
const configuration = (index: bigint, from: 'log' | 'snapshot', servers: readonly (typeof server)[] = [server]) => ({
  servers,
  index,
  term: 1n,
  from,
  file: 'x',
  deprecatedPeers: false,
  appendedAt: null,
})

/** A store with the given indexes in its log and its first one as configuration. */
function storeOf(indexes: readonly number[], more: Partial<RaftStore> & {bad?: number} = {}): RaftStore {
  const summary = new LogSummaryBuilder()
  for (const index of indexes) {
    if (index === more.bad) summary.addBad(index, 'garbage')
    else summary.add(index, 1, index === 1 ? 5 : 0)
  }
  return {
    stable: {currentTerm: 1n, lastVoteTerm: 1n, lastVoteCandidate: null, otherKeys: []},
    log: summary.finish(),
    configurations: indexes.includes(1) ? [configuration(1n, 'log')] : [],
    damage: [],
    ...more,
  }
}

const snapshot = (index: bigint, more: Partial<SnapshotFacts> = {}): SnapshotFacts => ({
  folder: `1-${index}-1`,
  temporary: false,
  meta: {
    version: 1,
    id: `1-${index}-1`,
    index,
    term: 1n,
    configuration: configuration(1n, 'snapshot'),
    size: 1n,
    crc: null,
  },
  metaProblem: null,
  renamed: false,
  stateSize: 1,
  checksum: 'right',
  listed: true,
  retained: true,
  problem: null,
  body: {kind: 'buntdb'},
  ...more,
})
const bad = {checksum: 'wrong', problem: 'wrong checksum'} as const

const file = (store: RaftStore | null, more: {size?: number; pageSize?: number; damage?: RaftStore['damage']} = {}) =>
  ({state: 'read', value: {size: 65536, pageSize: 4096, damage: [], store, ...more}}) as const
const none = {state: 'absent', where: 'raft/raft.db'} as const
const peers = (text: string) => [decodePeersJson(text, 'raft/peers.json', 'read-at-start')]
const to = (first: number, last: number) => Array.from({length: last - first + 1}, (_, i) => first + i)
const freshStable = {stable: {currentTerm: 0n, lastVoteTerm: null, lastVoteCandidate: null, otherKeys: []}}
const damage = (code: string) => [
  {code, severity: 'error', page: 5, message: `page 5 has ${code}`, consequence: ''} as const,
]

describe('how a start ends', () => {
  test.each([
    ['nothing at all', none, [], [], 'empty', /bootstraps/],
    ['0 bytes', file(null, {size: 0}), [], [], 'empty', /bootstraps/],
    ['a fresh store', file(storeOf([], freshStable)), [], [], 'empty', /bootstraps/],
    ['a log from 1', file(storeOf(to(1, 9))), [], [], 'starts', null],
    ['a snapshot and nothing behind it', file(storeOf([])), [snapshot(9n)], [], 'starts', '1-9-1'],
    ['a snapshot without raft.db', none, [snapshot(9n)], [], 'starts', '1-9-1'],
    ['a log that begins right behind the snapshot', file(storeOf(to(10, 12))), [snapshot(9n)], [], 'starts', '1-9-1'],
    ['a log that begins one later', file(storeOf(to(11, 12))), [snapshot(9n)], [], 'panics', /index 10: log not found/],
    ['a log that ends before the snapshot', file(storeOf(to(3, 5))), [snapshot(9n)], [], 'starts', '1-9-1'],
    [
      'a hole behind the snapshot',
      file(storeOf([8, 9, 10, 13])),
      [snapshot(9n)],
      [],
      'panics',
      /index 11: log not found/,
    ],
    ['a hole across the snapshot', file(storeOf([5, 13])), [snapshot(9n)], [], 'panics', /index 10: log not found/],
    ['a hole before the snapshot', file(storeOf([5, 9, 10])), [snapshot(9n)], [], 'starts', '1-9-1'],
    ['a trimmed log and no snapshot', file(storeOf(to(5, 9))), [], [], 'panics', /index 1: log not found/],
    ['a bad entry', file(storeOf(to(1, 9), {bad: 4})), [], [], 'panics', /index 4: garbage/],
    ['a bad entry before the snapshot', file(storeOf(to(1, 9), {bad: 4})), [snapshot(6n)], [], 'starts', '1-6-1'],
    [
      'a bad last entry',
      file(storeOf(to(1, 9), {bad: 9})),
      [],
      [],
      'exits',
      /^new raft: failed to get last log at index 9/,
    ],
    [
      'a damaged snapshot, older one in reach',
      file(storeOf(to(5, 9))),
      [snapshot(8n, bad), snapshot(4n)],
      [],
      'starts',
      '1-4-1',
    ],
    [
      'a damaged snapshot, older one out of reach',
      file(storeOf(to(7, 9))),
      [snapshot(8n, bad), snapshot(4n)],
      [],
      'panics',
      /index 5: log not found/,
    ],
    [
      'only damaged snapshots',
      file(storeOf(to(1, 9))),
      [snapshot(8n, bad)],
      [],
      'exits',
      /failed to load any existing snapshots/,
    ],
    [
      'a body that the state machine refuses',
      file(storeOf(to(1, 9))),
      [snapshot(8n, {body: {kind: 'damaged', reason: 'cut'}})],
      [],
      'exits',
      /failed to load any/,
    ],
    [
      'a good snapshot too old to count',
      file(storeOf(to(1, 9))),
      [snapshot(8n, bad), snapshot(4n, {retained: false})],
      [],
      'exits',
      /failed to load any/,
    ],
    ['a term but no configuration', file(storeOf([])), [], [], 'waits', /no configuration/],
    [
      'no voter',
      file({...storeOf([1]), configurations: [configuration(1n, 'log', [{...server, suffrage: 'Nonvoter'} as never])]}),
      [],
      [],
      'waits',
      /no voter/,
    ],
    ['no usable meta', file(null), [], [], 'exits', /^error creating new raft store: invalid database$/],
    ['one page', file(storeOf([1]), {size: 4096}), [], [], 'exits', /file size too small/],
    ['a hundred bytes', file(storeOf([1]), {size: 100}), [], [], 'panics', /100 bytes/],
    [
      'a page of the wrong type',
      file(storeOf([1]), {damage: damage('page-type')}),
      [],
      [],
      'panics',
      /page 5 has page-type/,
    ],
    [
      'a store of bbolt without freelist',
      file(storeOf([1]), {damage: damage('freelist-not-stored')}),
      [],
      [],
      'panics',
      /freelist-not-stored/,
    ],
    ['leaked pages', file(storeOf([1]), {damage: damage('pages-leaked')}), [], [], 'starts', null],
    ['a good peers.json', file(storeOf(to(1, 9))), [], peers('[{"id":"n1","address":"a:1"}]'), 'starts', null],
    [
      'a peers.json that does not parse',
      file(storeOf(to(1, 9))),
      [],
      peers('['),
      'exits',
      /^recovery failed to parse peers.json: unexpected EOF$/,
    ],
    [
      'a peers.json against the rules',
      file(storeOf(to(1, 9))),
      [],
      peers('[]'),
      'exits',
      /: need at least one voter in configuration: \{\[\]\}$/,
    ],
    ['a peers.json of the old form', file(storeOf(to(1, 9))), [], peers('["a:1"]'), 'exits', /cannot unmarshal string/],
    [
      'a peers.json without state',
      file(storeOf([], freshStable)),
      [],
      peers('[{"id":"n1","address":"a:1"}]'),
      'exits',
      /no initial state/,
    ],
    [
      'a peers.json and a hole in the log',
      file(storeOf([1, 3])),
      [],
      peers('[{"id":"n1","address":"a:1"}]'),
      'exits',
      /^recovery failed: failed to get log at index 2/,
    ],
    [
      'a peers.json and no whole snapshot',
      file(storeOf([])),
      [snapshot(4n, bad)],
      peers('[{"id":"n1","address":"a:1"}]'),
      'exits',
      /failed to restore any/,
    ],
    [
      'a peers.json where nobody reads it',
      file(storeOf(to(1, 9))),
      [],
      [decodePeersJson('[', 'peers.json', 'never-read')],
      'starts',
      null,
    ],
  ] as const)('%s', (_, raftDb, snapshots, peersFiles, outcome, what) => {
    const prediction = predictStart(raftDb, snapshots, peersFiles)
    expect(prediction.outcome).toBe(outcome)
    if (prediction.outcome === 'starts') expect(prediction.snapshot).toBe(what)
    else expect(prediction.reason).toMatch(what as RegExp)
  })
})
