import {spawnSync} from 'node:child_process'
import {cpSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {beforeAll, beforeEach, describe, expect, test} from 'vitest'
import {predictStart} from '../../../src/formats/raft/predict-start.ts'
import {readDataDir} from '../../../src/sources/data-dir/read-data-dir.ts'
import {oracle, oracleMissing} from '../../oracle-binary.ts'
import {scratch, unpack} from '../../unpack.ts'

describe('against genuine starts', () => {
  beforeAll(() => void oracle(), 600_000)
  beforeEach(context => context.skip(oracleMissing() !== '', oracleMissing()))

  /** How raft 1.7.3 on boltdb really comes up: leader, waiting, or the error it ends with. */
  function boot(folder: string): {leader: string | null; error?: string} {
    const copy = join(scratch(), 'copy')
    cpSync(folder, copy, {recursive: true})
    const args = ['boot', '-store', 'v1', '-wait', '2s', `n1=127.0.0.1:7001=${copy}`]
    const {stdout, stderr} = spawnSync(oracle() as string, args, {encoding: 'utf8', timeout: 60_000})
    return stdout === '' ? {leader: null, error: stderr} : JSON.parse(stdout)
  }
  function predict(folder: string) {
    const {raftDb, snapshots, peersFiles} = readDataDir(folder, {check: true})
    if (raftDb.state === 'unreadable' || snapshots.state !== 'read') throw new Error('not read')
    return predictStart(raftDb, snapshots.value, peersFiles)
  }
  const newest = (folder: string) => {
    const folders = readdirSync(join(folder, 'raft/snapshots'))
    return join(
      folder,
      'raft/snapshots',
      folders.sort((a, b) => Number(b.split('-')[1]) - Number(a.split('-')[1]))[0] as string,
    )
  }
  const flip = (path: string) => {
    const bytes = readFileSync(path)
    bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20)
    writeFileSync(path, bytes)
  }
  const flipNewest = (folder: string) => flip(join(newest(folder), 'state.bin'))
  const removeNewest = (folder: string) => rmSync(newest(folder), {recursive: true})
  const each = (folder: string, what: (path: string) => void) => {
    for (const name of readdirSync(join(folder, 'raft/snapshots')))
      what(join(folder, 'raft/snapshots', name, 'state.bin'))
  }

  test.each([
    ['a whole one', 'restarts', () => {}, 'starts', null],
    ['one with snapshots', 'snapshots', () => {}, 'starts', null],
    ['the newest snapshot damaged, the log trimmed', 'snapshots', flipNewest, 'panics', 'panic: log not found'],
    ['the newest snapshot gone, the log trimmed', 'snapshots', removeNewest, 'panics', 'panic: log not found'],
    [
      'every snapshot damaged',
      'snapshots',
      (f: string) => each(f, flip),
      'exits',
      'failed to load any existing snapshots',
    ],
    [
      'no snapshots, the log trimmed',
      'snapshots',
      (f: string) => rmSync(join(f, 'raft/snapshots'), {recursive: true}),
      'panics',
      'panic: log not found',
    ],
    [
      'meta.json of the newest cut',
      'snapshots',
      (f: string) => writeFileSync(join(newest(f), 'meta.json'), '{'),
      'panics',
      'panic: log not found',
    ],
    ['raft.db gone, snapshots there', 'recovered', (f: string) => rmSync(join(f, 'raft/raft.db')), 'starts', undefined],
    [
      'raft.db of no bytes, no snapshots',
      'tiny',
      (f: string) => writeFileSync(join(f, 'raft/raft.db'), ''),
      'empty',
      undefined,
    ],
    [
      'everything of the log recovered away',
      'recovered',
      (f: string) => rmSync(join(f, 'raft/snapshots'), {recursive: true}),
      'waits',
      undefined,
    ],
  ] as const)('%s', (_, name, harm, outcome, error) => {
    const folder = unpack(`raft/${name}.tar.gz`)
    harm(folder)
    expect(predict(folder).outcome).toBe(outcome)
    const real = boot(folder)
    expect(real.error).toBe(error ?? undefined)
    if (outcome === 'starts' && error === null) expect(real.leader).toBe('n1')
    else expect(real.leader).toBe(null)
  })
})
