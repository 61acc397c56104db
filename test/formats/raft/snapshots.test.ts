import {execFileSync} from 'node:child_process'
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import fc from 'fast-check'
import {beforeAll, describe, expect, test} from 'vitest'
import {decodeSnapshotMeta} from '../../../src/formats/raft/decode-snapshot-meta.ts'
import {detectSnapshotBody} from '../../../src/formats/raft/detect-snapshot-body.ts'
import type {FoundSnapshot} from '../../../src/formats/raft/judge-snapshots.ts'
import {judgeSnapshots} from '../../../src/formats/raft/judge-snapshots.ts'
import type {SnapshotMeta} from '../../../src/formats/raft/types.ts'
import {oracle, oracleMissing} from '../../oracle-binary.ts'
import {scratch} from '../../unpack.ts'
import {damaged} from './arbitraries.ts'

const text = (value: string) => new TextEncoder().encode(value)
const decode = (value: string) => decodeSnapshotMeta(text(value), 'raft/snapshots/x/meta.json')
const good =
  '{"Version":1,"ID":"2-21-1795230654189","Index":21,"Term":2,"Peers":"kbExMC43Ny4xMzAuMTA6Njg2OA==",' +
  '"Configuration":{"Servers":[{"Suffrage":0,"ID":"n1","Address":"10.0.0.1:6868"},{"Suffrage":1,"ID":"n2","Address":"10.0.0.2:6868"}]},' +
  '"ConfigurationIndex":1,"Size":2719,"CRC":"AX835JKXCW0="}\n'

describe('meta.json', () => {
  test('is read with every field', () => {
    expect(decode(good)).toEqual({
      version: 1,
      id: '2-21-1795230654189',
      index: 21n,
      term: 2n,
      configuration: {
        servers: [
          {id: 'n1', address: '10.0.0.1:6868', suffrage: 'Voter'},
          {id: 'n2', address: '10.0.0.2:6868', suffrage: 'Nonvoter'},
        ],
        index: 1n,
        term: 2n,
        from: 'snapshot',
        file: 'raft/snapshots/x/meta.json',
        deprecatedPeers: false,
        appendedAt: null,
      },
      size: 2719n,
      crc: '017f37e49297096d',
    })
  })

  test('keeps 64-bit numbers whole', () => {
    expect(decode('{"Version":1,"Index":18446744073709551615,"Term":9007199254740993}')).toMatchObject({
      index: 18446744073709551615n,
      term: 9007199254740993n,
    })
  })

  test('version 0 takes the old peers, as of the snapshot itself', () => {
    const old = decode(good.replace('"Version":1', '"Version":0'))
    expect(old).toMatchObject({
      version: 0,
      configuration: {
        index: 21n,
        deprecatedPeers: true,
        servers: [{id: '10.77.130.10:6868', address: '10.77.130.10:6868', suffrage: 'Voter'}],
      },
    })
  })

  test.each([
    ['keys in any case', good.toLowerCase().replace(/"(peers|crc)":"[^"]*"/g, '"$1":null'), null],
    ['text after it', `${good}}}garbage`, null],
    ['unknown keys', good.replace('{', '{"x":[{}],'), null],
    ['no servers', good.replace(/\[.*\]/, 'null'), null],
    ['an empty file', '', 'EOF'],
    ['a cut file', good.slice(0, 100), 'unexpected EOF'],
    ['no JSON', 'Index: 21', "invalid character 'I' looking for beginning of value"],
    ['a list', '[]', 'array instead of an object'],
    [
      'a fraction',
      good.replace('"Index":21', '"Index":21.0'),
      'Index 21.0 is no whole number from 0 to 18446744073709551615',
    ],
    ['a negative index', good.replace('"Index":21', '"Index":-1'), /^Index -1 is no whole number/],
    ['an index that is too large', good.replace('"Index":21', '"Index":18446744073709551616'), /^Index 1844/],
    ['a number as text', good.replace('"Index":21', '"Index":"21"'), 'Index is a string, not a number'],
    ['a broken checksum', good.replace('AX835JKXCW0=', 'AX835JKXCW0'), 'CRC is no base64'],
  ] as const)('%s', (_, value, problem) => {
    const meta = decode(value)
    if (problem === null) expect(meta).toMatchObject({version: 1, index: 21n, term: 2n, size: 2719n})
    else expect(meta).toEqual({problem: typeof problem === 'string' ? problem : expect.stringMatching(problem)})
  })

  test('damaged bytes give a value or a problem, never an exception', () => {
    const bytes = fc.oneof(damaged(fc.constant(text(good))), fc.uint8Array(), fc.json().map(text))
    fc.assert(
      fc.property(bytes, value => void decodeSnapshotMeta(value, 'x')),
      {numRuns: 2000},
    )
  })
})

describe('against the genuine snapshot store', () => {
  beforeAll(() => void oracle(), 600_000)

  test('the same damaged meta.json are listed, with the same values', context => {
    context.skip(oracleMissing() !== '', oracleMissing())
    const folder = scratch()
    const texts = [text(good), ...fc.sample(damaged(fc.constant(text(good))), 500)]
    const own = texts.flatMap((meta, i) => {
      const path = join(folder, 'raft/snapshots', String(i))
      mkdirSync(path, {recursive: true})
      writeFileSync(join(path, 'meta.json'), meta)
      const decoded = decodeSnapshotMeta(meta, 'x')
      return 'problem' in decoded || decoded.version !== 1 ? [] : [shown(decoded)]
    })
    const report = JSON.parse(
      execFileSync(oracle() as string, ['check', folder], {encoding: 'utf8', maxBuffer: 2 ** 26}),
    )
    // Of version 0 the genuine store lists even those whose peers it cannot decode; it fails on them later.
    const listed = (report.snapshots as Record<string, unknown>[]).filter(s => s.version === 1)
    const genuine = listed.map(s => JSON.stringify([s.version, s.id, s.index, s.term, s.size, s.configurationIndex]))
    expect(genuine.length).toBeGreaterThan(100)
    expect(own.sort()).toEqual(genuine.sort())
  })

  const shown = (meta: SnapshotMeta) =>
    JSON.stringify([meta.version, meta.id, ...[meta.index, meta.term, meta.size, meta.configuration.index].map(Number)])
})

describe('state.bin', () => {
  const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map(part => Buffer.from(part as never)))

  test.each([
    ['BuntDB', bytes('*3\r\n$3\r\nset\r\n$9\r\njobs:test\r\n'), 'buntdb'],
    ['BuntDB with an expiry', bytes('*5\r\n$3\r\nset\r\n$9\r\njobs:test\r\n'), 'buntdb'],
    ['BuntDB behind zero bytes', bytes([0, 0], '*3\r\n$3\r\nSET\r\n$1\r\n'), 'buntdb'],
    ['a Badger backup', bytes([12, 0, 0, 0, 0, 0, 0, 0, 0x0a, 10], 'jobs/tests'), 'badger'],
    ['nothing', bytes(''), 'empty'],
    ['another length than the file has', bytes([99, 0, 0, 0, 0, 0, 0, 0, 0x0a], 'x'), 'foreign'],
    ['the test state machine', bytes('ORC1', [0, 0, 0]), 'foreign'],
    ['MessagePack of Consul', bytes([0x81, 0xa9], 'LastIndex', [7, 0]), 'foreign'],
  ])('%s', (_, head, kind) => expect(detectSnapshotBody(head, head.length).kind).toBe(kind))
})

describe('the list of snapshots', () => {
  const meta = (id: string, term: bigint, index: bigint, version = 1): SnapshotMeta => ({
    ...(decode(good) as SnapshotMeta),
    id,
    term,
    index,
    version,
  })
  const found = (folder: string, m: SnapshotMeta | null): FoundSnapshot => ({
    folder,
    meta: m,
    metaProblem: m === null ? 'EOF' : null,
    stateSize: 9,
  })
  const right = {crc: '017f37e49297096d', body: {kind: 'buntdb'}, problem: null} as const
  const wrong = {...right, crc: '0000000000000000'}

  test('is ordered by term, index and ID, and only the newest three count', () => {
    const list = ['2-9-1', '2-10-1', '10-1-1', '2-10-3', '1-99-1'].map(id => {
      const [term, index] = id.split('-').map(BigInt) as [bigint, bigint]
      return found(id, meta(id, term, index))
    })
    const judged = judgeSnapshots(list, () => right)
    expect(judged.map(s => [s.folder, s.retained])).toEqual([
      ['10-1-1', true],
      ['2-10-3', true],
      ['2-10-1', true],
      ['2-9-1', false],
      ['1-99-1', false],
    ])
  })

  test('leaves out unfinished, unreadable and unsupported ones', () => {
    const judged = judgeSnapshots(
      [
        found('2-9-1.tmp', meta('2-9-1', 2n, 9n)),
        found('2-8-1', null),
        found('2-7-1', meta('2-7-1', 2n, 7n, 2)),
        found('2-6-1', meta('2-6-1', 2n, 6n)),
      ],
      () => right,
    )
    expect(judged.map(s => [s.folder, s.listed, s.temporary, s.problem])).toEqual([
      ['2-6-1', true, false, null],
      ['2-7-1', false, false, 'snapshot version 2 is not supported'],
      ['2-8-1', false, false, 'meta.json: EOF; Raft leaves the snapshot out'],
      ['2-9-1.tmp', false, true, 'never finished (.tmp); Raft ignores it'],
    ])
  })

  test('a renamed folder is listed but does not open; a copy beside the original does', () => {
    const renamed = found('old', meta('2-6-1', 2n, 6n))
    expect(judgeSnapshots([renamed], () => right)[0]).toMatchObject({
      listed: true,
      renamed: true,
      problem: expect.any(String),
    })
    const both = judgeSnapshots([renamed, found('2-6-1', meta('2-6-1', 2n, 6n))], () => right)
    expect(both.map(s => s.problem)).toEqual([null, null])
  })

  test('states are read newest first, until one loads', () => {
    const asked: [string, boolean][] = []
    const list = ['2-3-1', '2-2-1', '2-1-1'].map((id, i) => found(id, meta(id, 2n, BigInt(3 - i))))
    const judged = judgeSnapshots(list, (s, nothingLoadsYet) => {
      asked.push([s.folder, nothingLoadsYet])
      return nothingLoadsYet ? (s.folder === '2-3-1' ? wrong : right) : null
    })
    expect(asked).toEqual([
      ['2-3-1', true],
      ['2-2-1', true],
      ['2-1-1', false],
    ])
    expect(judged.map(s => s.checksum)).toEqual(['wrong', 'right', 'not-checked'])
    expect(judged[0]?.problem).toBe(
      'state.bin does not match its checksum: 0000000000000000, meta.json says 017f37e49297096d',
    )
  })
})
