import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {configurationHistory, effectiveConfiguration} from '../../../src/formats/raft/effective-configuration.ts'
import {predictStart} from '../../../src/formats/raft/predict-start.ts'
import type {RaftStore, StoredConfiguration} from '../../../src/formats/raft/types.ts'
import {readDataDir} from '../../../src/sources/data-dir/read-data-dir.ts'
import {unpack} from '../../unpack.ts'
import {comparable, digest, ownReport, storeOf} from './oracle-report.ts'

const expected = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/raft/${name}.json`, import.meta.url), 'utf8'))

const names = [
  'tiny',
  'restarts',
  'snapshots',
  'recovered',
  'three-n1',
  'three-n2',
  'three-n3',
  'new-time',
  'big-entries',
]

describe.each(names)('genuine data-dir %s', name => {
  test('is read as the genuine libraries read it', () => {
    const own = ownReport(unpack(`raft/${name}.tar.gz`))
    expect(comparable(own)).toEqual(comparable(expected(name)))
  })

  test('has no damage and starts', () => {
    const dataDir = readDataDir(unpack(`raft/${name}.tar.gz`), {check: true})
    const file = storeOf(dataDir)
    expect(file.damage).toEqual([])
    expect(file.store?.log.badEntries).toEqual([])
    const snapshots = dataDir.snapshots.state === 'read' ? dataDir.snapshots.value : []
    const snapshot = snapshots[0]?.folder ?? null
    expect(predictStart(dataDir.raftDb as never, snapshots, [])).toEqual({outcome: 'starts', snapshot})
  })
})

describe.each(['raft-1.1', 'raft-1.8'])('data-dir of %s', name => {
  const want = expected(name)

  test('has the same entries, types and snapshots', () => {
    const folder = unpack(`raft/${name}.tar.gz`)
    const dataDir = readDataDir(folder, {check: true})
    const log = storeOf(dataDir).store?.log
    expect(log?.first).toBe(BigInt(want.first))
    expect(log?.last).toBe(BigInt(want.last))
    expect(log?.badEntries).toEqual([])
    expect(log?.byType).toEqual({
      Command: want.types[0],
      AddPeerDeprecated: want.types[2],
      RemovePeerDeprecated: want.types[3],
      Barrier: want.types[4],
      Configuration: want.types[5],
    })
    expect(digest(join(folder, 'raft/raft.db')).log_sha256).toBe(want.log_sha256)
    const snapshots = dataDir.snapshots.state === 'read' ? dataDir.snapshots.value : []
    expect(snapshots.map(s => [s.folder, s.meta?.index, s.checksum])).toEqual(
      want.snapshots.map((s: {id: string; index: number}) => [s.id, BigInt(s.index), 'right']),
    )
  })

  test('gives terms of every width and the old peer sets', () => {
    const {store} = storeOf(readDataDir(unpack(`raft/${name}.tar.gz`), {check: false}))
    expect(store?.log.terms.map(run => run.term)).toEqual([2n, 70000n, 1n << 40n, 1n << 60n])
    expect(store?.log.terms.at(-1)?.count).toBe(2)
    expect(store?.configurations.map(c => [c.deprecatedPeers, c.term, c.servers.map(s => s.id)])).toEqual([
      [false, 2n, ['n1', 'n2']],
      [true, 70000n, ['10.1.2.3:6868', '10.1.2.9:6868']],
      [true, 1n << 40n, ['10.1.2.3:6868', '10.1.2.9:6868']],
    ])
  })
})

describe('configurations', () => {
  const open = (name: string) => {
    const dataDir = readDataDir(unpack(`raft/${name}.tar.gz`), {check: false})
    const snapshots = dataDir.snapshots.state === 'read' ? dataDir.snapshots.value : []
    return {store: storeOf(dataDir).store, snapshots}
  }

  test('a changed cluster keeps its history in the order it took effect', () => {
    const {store, snapshots} = open('three-n1')
    const history = configurationHistory(store, snapshots)
    const shown = history.map(c => c.servers.map(s => (s.suffrage === 'Voter' ? s.id : `${s.id}!`)).join(' '))
    expect(shown).toEqual([
      'n1 n2 n3',
      'n1 n2 n3 obs1!',
      'n1 n2 n3 obs1! obs2!',
      'n1 n2 n3 obs1!',
      expect.stringMatching(/^n1!? n2!? n3!? obs1!$/),
      'n1 n2 n3 obs1!',
    ])
    expect(history.every(c => c.from === 'log' && c.file === 'raft/raft.db')).toBe(true)
    expect(history.slice(1).every(c => c.appendedAt?.match(/^20\d\d-.*Z$/))).toBe(true)
  })

  test('after a recovery the new snapshot overrides the older ones, though it says index 1', () => {
    const {store, snapshots} = open('recovered')
    expect(effectiveConfiguration(store, snapshots)).toMatchObject({index: 1n, from: 'snapshot', servers: [{id: 'n9'}]})
    expect(
      configurationHistory(store, snapshots)
        .at(-1)
        ?.servers.map(s => s.id),
    ).toEqual(['n9'])
  })

  test('an entry at or before the snapshot says nothing any more', () => {
    const {store, snapshots} = open('snapshots')
    const inLog = (index: bigint) => ({
      ...(snapshots[0]?.meta?.configuration as StoredConfiguration),
      index,
      from: 'log' as const,
    })
    const reached = snapshots[0]?.meta?.index ?? 0n
    const withEntry = (index: bigint) =>
      effectiveConfiguration({...(store as RaftStore), configurations: [inLog(index)]}, snapshots)
    expect(withEntry(reached)).toBe(snapshots[0]?.meta?.configuration)
    expect(withEntry(reached + 1n)).toMatchObject({index: reached + 1n, from: 'log'})
  })

  test('a damaged newest snapshot gives way to the one before, and to the entries behind that one', () => {
    const {store, snapshots} = open('snapshots')
    const damaged = snapshots.map((s, i) => (i === 0 ? {...s, problem: 'state.bin is missing'} : s))
    expect(effectiveConfiguration(store, damaged)?.file).toBe(`raft/snapshots/${snapshots[1]?.folder}/meta.json`)
    expect(effectiveConfiguration(store, [])).toBe(null)
  })
})
