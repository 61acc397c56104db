import {chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import type {DataDir} from '../../../src/case/case.ts'
import type {SnapshotFacts} from '../../../src/formats/raft/types.ts'
import {readDataDir} from '../../../src/sources/data-dir/read-data-dir.ts'
import {unpack} from '../../unpack.ts'

const snapshots = () => unpack('raft/snapshots.tar.gz')
const open = (path: string, check = true): DataDir => readDataDir(path, {check})
const listed = (dataDir: DataDir): readonly SnapshotFacts[] =>
  dataDir.snapshots.state === 'read' ? dataDir.snapshots.value : []

describe('snapshots in a data-dir', () => {
  test('are all read through when checking, else only until one is right', () => {
    const folder = snapshots()
    expect(listed(open(folder)).map(s => s.checksum)).toEqual(['right', 'right', 'right'])
    expect(listed(open(folder, false)).map(s => [s.checksum, s.body.kind])).toEqual([
      ['right', 'foreign'],
      ['not-checked', 'not-read'],
      ['not-checked', 'not-read'],
    ])
  })

  test('with missing, damaged or odd files are told apart', () => {
    const folder = snapshots()
    const home = join(folder, 'raft/snapshots')
    const [a, b, c] = listed(open(folder)).map(s => s.folder) as [string, string, string]
    rmSync(join(home, a, 'state.bin'))
    writeFileSync(join(home, b, 'state.bin'), 'other')
    rmSync(join(home, c, 'meta.json'))
    mkdirSync(join(home, 'odd', 'meta.json'), {recursive: true})
    mkdirSync(join(home, '3-99-1.tmp'))
    writeFileSync(join(home, 'permTest'), '')
    symlinkSync(b, join(home, 'link'))
    expect(listed(open(folder)).map(s => [s.folder, s.checksum, s.problem])).toEqual([
      [a, 'unreadable', 'state.bin is missing'],
      [b, 'wrong', expect.stringContaining('does not match its checksum')],
      [c, 'not-checked', 'meta.json: missing; Raft leaves the snapshot out'],
      ['3-99-1.tmp', 'unreadable', 'never finished (.tmp); Raft ignores it'],
      ['odd', 'unreadable', 'meta.json: is a directory; Raft leaves the snapshot out'],
    ])
  })

  test('a state.bin that is no file is not opened', () => {
    const folder = snapshots()
    const name = listed(open(folder))[0]?.folder as string
    rmSync(join(folder, 'raft/snapshots', name, 'state.bin'))
    mkdirSync(join(folder, 'raft/snapshots', name, 'state.bin'))
    expect(listed(open(folder))[0]).toMatchObject({
      checksum: 'unreadable',
      problem: 'state.bin cannot be read: not a file',
    })
  })

  test('report how far reading is', () => {
    const folder = snapshots()
    const seen = new Set<string>()
    readDataDir(folder, {
      check: true,
      onProgress: (done, total, what) => {
        expect(done).toBeLessThanOrEqual(total)
        seen.add(what)
      },
    })
    expect([...seen].sort()).toEqual([
      'raft/raft.db',
      ...listed(open(folder))
        .map(s => `raft/snapshots/${s.folder}/state.bin`)
        .sort(),
    ])
  })
})

describe('without permission', () => {
  /** Root may read everything, whatever the mode: as root the reading is done as somebody else. */
  function asNobody<T>(work: () => T): T {
    if (process.geteuid?.() !== 0) return work()
    process.seteuid?.(65534)
    try {
      return work()
    } finally {
      process.seteuid?.(0)
    }
  }

  test.each(['', 'state.bin', 'meta.json'])('snapshots are unreadable, not missing (%s)', file => {
    const folder = snapshots()
    chmodSync(folder, 0o755)
    const closed = join(folder, 'raft/snapshots', listed(open(folder))[1]?.folder as string, file)
    chmodSync(closed, 0)
    expect(asNobody(() => open(folder)).snapshots).toMatchObject({
      state: 'unreadable',
      where: expect.stringContaining(closed),
    })
    chmodSync(closed, 0o755)
  })

  test('the data-dir is refused', () => {
    const folder = snapshots()
    chmodSync(folder, 0)
    expect(() => asNobody(() => open(folder))).toThrow(expect.objectContaining({code: 'DATA_DIR_UNREADABLE'}))
    chmodSync(folder, 0o755)
  })
})
