import {execFileSync} from 'node:child_process'
import {cpSync} from 'node:fs'
import {join} from 'node:path'
import {beforeAll, beforeEach, describe, expect, test} from 'vitest'
import {readDataDir} from '../../../src/sources/data-dir/read-data-dir.ts'
import {oracle, oracleMissing, raft11, raft18} from '../../oracle-binary.ts'
import {scratch} from '../../unpack.ts'
import {askOracle, comparable, ownReport, storeOf} from './oracle-report.ts'

/** What the genuine libraries make, and the library to read it back with. */
const samples: readonly (readonly [string, 'v1' | 'v2', readonly string[]])[] = [
  ['no entries but its own', 'v1', ['-entries', '0']],
  ['a thousand entries in three terms', 'v1', ['-entries', '1000', '-restarts', '2']],
  ['pages of 1 KiB', 'v2', ['-entries', '2000', '-size', '90', '-pagesize', '1024']],
  ['pages of 16 KiB', 'v2', ['-entries', '2000', '-size', '90', '-pagesize', '16384']],
  ['pages of 64 KiB', 'v2', ['-entries', '2000', '-size', '90', '-pagesize', '65536']],
  ['values of 700,000 bytes', 'v1', ['-entries', '12', '-size', '700000', '-batch', '2']],
  ['no stored freelist', 'v2', ['-entries', '500', '-nofreelistsync']],
  ['new times', 'v2', ['-entries', '500', '-newtime']],
  [
    'three snapshots, trimmed log',
    'v1',
    ['-entries', '600', '-snaps', '3', '-trailing', '60', '-changes', '-pad', '100000'],
  ],
  ['five snapshots, three kept', 'v1', ['-entries', '300', '-snaps', '5', '-trailing', '0']],
]

describe('what the genuine libraries write', () => {
  // The first build may have to fetch the Go modules.
  beforeAll(() => [oracle, raft11, raft18].map(build => build()).length, 600_000)
  beforeEach(context => context.skip(oracleMissing() !== '', oracleMissing()))

  test.each(samples)('%s', (_, store, args) => {
    const program = oracle() as string
    const folder = scratch()
    execFileSync(program, ['make', '-dir', folder, '-store', store, ...args])
    expect(comparable(ownReport(folder))).toEqual(comparable(askOracle(program, folder, store)))
    const {damage, store: read} = storeOf(readDataDir(folder, {check: true}))
    expect(damage.map(found => found.code)).toEqual(args.includes('-nofreelistsync') ? ['freelist-not-stored'] : [])
    expect(read?.log.badEntries).toEqual([])
  })

  test('three voters, changed, each one', () => {
    const program = oracle() as string
    const folder = scratch()
    const servers = 'a=10.0.0.1:6868,b=10.0.0.2:6868,c=10.0.0.3:6868'
    execFileSync(program, [
      'make',
      '-dir',
      folder,
      '-store',
      'v1',
      '-entries',
      '200',
      '-changes',
      '-servers',
      servers,
      '-snaps',
      '1',
    ])
    for (const id of ['a', 'b', 'c']) {
      const own = ownReport(join(folder, id))
      expect(comparable(own)).toEqual(comparable(askOracle(program, join(folder, id), 'v1')))
    }
  })

  test('a hundred thousand entries', () => {
    const program = oracle() as string
    const folder = scratch()
    execFileSync(program, [
      'make',
      '-dir',
      folder,
      '-store',
      'v1',
      '-raw',
      '-entries',
      '100000',
      '-size',
      '200',
      '-batch',
      '1000',
    ])
    const want = askOracle(program, folder, 'v1')
    expect(want.entries).toBe(100_001)
    expect(comparable(ownReport(folder))).toEqual(comparable(want))
  }, 120_000)

  test('a recovered directory, with the configuration it was recovered to', () => {
    const program = oracle() as string
    const folder = scratch()
    execFileSync(program, [
      'make',
      '-dir',
      folder,
      '-store',
      'v1',
      '-entries',
      '100',
      '-snaps',
      '1',
      '-trailing',
      '30',
      '-changes',
    ])
    const recovered = join(scratch(), 'copy')
    cpSync(folder, recovered, {recursive: true})
    execFileSync(program, ['recover', '-store', 'v1', '-servers', 'x=10.5.5.5:6868,y=10.5.5.6:6868!', recovered])
    const own = comparable(ownReport(recovered))
    expect(own).toEqual(comparable(askOracle(program, recovered, 'v1')))
    expect(own.configuration.servers?.map(s => `${s.id} ${s.suffrage}`)).toEqual(['x Voter', 'y Nonvoter'])
  })

  test.each([
    ['1.1.2', raft11],
    ['1.8.0', raft18],
  ])('raft %s', (_, build) => {
    const program = build() as string
    const folder = scratch()
    const want = JSON.parse(execFileSync(program, [folder], {encoding: 'utf8'}))
    const own = ownReport(folder)
    expect(own.log_sha256).toBe(want.log_sha256)
    expect([own.first, own.last]).toEqual([want.first, want.last])
    expect(own.snapshots?.map(s => [s.id, s.index, s.term, s.size, s.configurationIndex, s.open])).toEqual(
      want.snapshots.map((s: Record<string, unknown>) => [s.id, s.index, s.term, s.size, s.configurationIndex, 'ok']),
    )
  })
})
