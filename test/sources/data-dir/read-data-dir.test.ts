import {createHash} from 'node:crypto'
import {
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import type {DataDir} from '../../../src/case/case.ts'
import {ToolError} from '../../../src/errors.ts'
import type {SnapshotFacts} from '../../../src/formats/raft/types.ts'
import {readDataDir} from '../../../src/sources/data-dir/read-data-dir.ts'
import {scratch, unpack} from '../../unpack.ts'

const snapshots = () => unpack('raft/snapshots.tar.gz')
const open = (path: string, check = true): DataDir => readDataDir(path, {check})
const listed = (dataDir: DataDir): readonly SnapshotFacts[] =>
  dataDir.snapshots.state === 'read' ? dataDir.snapshots.value : []
const last = (dataDir: DataDir) => (dataDir.raftDb.state === 'read' ? dataDir.raftDb.value.store?.log.last : null)

/** Everything about a tree that a reader could have changed, times of access aside. */
function imprint(folder: string): string[] {
  return readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .sort()
    .map(name => {
      const path = join(folder, name)
      const {mtimeNs, ctimeNs, mode, uid, gid, ino, size} = lstatSync(path, {bigint: true})
      const hash = lstatSync(path).isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : ''
      return [name, mtimeNs, ctimeNs, mode, uid, gid, ino, size, hash].join(' ')
    })
}

function refusal(path: string): {code: string; message: string; suggestions: readonly string[]} {
  try {
    open(path)
  } catch (error) {
    if (error instanceof ToolError) return error
    throw error
  }
  throw new Error('not refused')
}

describe('a data-dir', () => {
  test('is found by itself, its raft folder, its raft.db, and from above as Nomad has it', () => {
    const folder = snapshots()
    const whole = open(folder)
    expect(whole).toMatchObject({
      path: folder,
      realPath: folder,
      raftPath: join(folder, 'raft'),
      snapshotsFolder: 'present',
    })
    for (const path of [join(folder, 'raft'), join(folder, 'raft/raft.db'), `${folder}/`]) {
      expect(open(path)).toEqual({...whole, path})
    }
    const nomad = scratch()
    mkdirSync(join(nomad, 'server'))
    cpSync(join(folder, 'raft'), join(nomad, 'server/raft'), {recursive: true})
    const found = open(nomad)
    expect(found.raftPath).toBe(join(nomad, 'server/raft'))
    expect(found.raftDb).toMatchObject({state: 'read', value: {file: 'server/raft/raft.db'}})
    expect(listed(found)[0]?.meta?.configuration.file).toMatch(/^server\/raft\/snapshots\/2-.*\/meta\.json$/)
  })

  test('may be a loose copy of the raft folder under another name', () => {
    const copy = join(scratch(), 'copy')
    cpSync(join(snapshots(), 'raft'), copy, {recursive: true})
    const found = open(copy)
    expect(found).toMatchObject({realPath: copy, raftPath: copy, raftDb: {value: {file: 'raft.db'}}})
    expect(listed(found)[0]?.meta?.configuration.file).toMatch(/^snapshots\//)
  })

  test('may be a link, or hold links', () => {
    const folder = snapshots()
    const link = join(scratch(), 'link')
    symlinkSync(folder, link)
    expect(open(link)).toMatchObject({path: link, realPath: folder, raftPath: join(link, 'raft')})
    expect(last(open(link))).toBe(97n)
    const moved = join(scratch(), 'elsewhere')
    renameSync(join(folder, 'raft'), moved)
    symlinkSync(moved, join(folder, 'raft'))
    expect(last(open(folder))).toBe(97n)
  })

  test('with a copy of snapshots/ beside its raft folder is read from the raft folder', () => {
    const folder = snapshots()
    cpSync(join(folder, 'raft/snapshots'), join(folder, 'snapshots'), {recursive: true})
    expect(open(folder)).toMatchObject({raftPath: join(folder, 'raft'), raftDb: {state: 'read'}})
  })

  test('without Raft state says so, and does not invent any', () => {
    const folder = scratch()
    expect(open(folder)).toMatchObject({
      raftPath: null,
      raftDb: {state: 'absent', where: join(folder, 'raft/raft.db')},
      snapshots: {state: 'read', value: []},
      snapshotsFolder: 'missing',
      folder: {state: 'read'},
      peersFiles: [],
      strangers: [],
    })
    expect(readdirSync(folder)).toEqual([])
  })

  test('with snapshots but no raft.db is read', () => {
    const folder = snapshots()
    rmSync(join(folder, 'raft/raft.db'))
    const dataDir = open(folder)
    expect(dataDir.raftDb).toEqual({state: 'absent', where: join(folder, 'raft/raft.db')})
    expect(listed(dataDir)).toHaveLength(3)
  })

  test('whose raft folder cannot be looked into is unreadable, not empty', () => {
    const folder = scratch()
    symlinkSync('raft', join(folder, 'raft'))
    const dataDir = open(folder)
    expect(dataDir.raftDb).toMatchObject({state: 'unreadable', where: join(folder, 'raft')})
    expect(dataDir.snapshots.state).toBe('unreadable')
  })

  test('with a file in the place of a folder is unreadable, not empty', () => {
    const folder = snapshots()
    rmSync(join(folder, 'raft/snapshots'), {recursive: true})
    writeFileSync(join(folder, 'raft/snapshots'), '')
    expect(open(folder).snapshots).toEqual({
      state: 'unreadable',
      where: join(folder, 'raft/snapshots'),
      reason: 'not a folder',
    })
    rmSync(join(folder, 'raft'), {recursive: true})
    writeFileSync(join(folder, 'raft'), '')
    expect(open(folder).raftDb).toMatchObject({state: 'unreadable', reason: 'not a folder'})
  })

  test('shows owner and mode', () => {
    const folder = snapshots()
    const {uid, gid} = lstatSync(folder)
    expect(open(folder).folder).toEqual({state: 'read', value: {uid, gid, mode: 0o755}})
    expect(open(folder).raftDb).toMatchObject({value: {ownership: {uid, gid, mode: 0o600}}})
  })

  test('is only read: nothing is written, made, renamed or touched', () => {
    const folder = snapshots()
    writeFileSync(join(folder, 'raft/peers.json'), '[')
    mkdirSync(join(folder, 'raft/snapshots/9-9-9.tmp'))
    const before = imprint(folder)
    for (const check of [true, false]) open(folder, check)
    expect(imprint(folder)).toEqual(before)
  })
})

describe('what cannot be read at all is refused with a next step', () => {
  test('a path that leads nowhere', () => {
    const refused = refusal(join(scratch(), 'nothing'))
    expect(refused).toMatchObject({
      code: 'DATA_DIR_NOT_FOUND',
      message: expect.stringMatching(/^there is no .*nothing$/),
    })
    expect(refused.suggestions[0]).toMatch(/--data-dir/)
  })

  test('a file, an archive', () => {
    const folder = scratch()
    writeFileSync(join(folder, 'notes.txt'), '')
    writeFileSync(join(folder, 'd.tar.gz'), '')
    expect(refusal(join(folder, 'notes.txt'))).toMatchObject({
      code: 'DATA_DIR_NOT_FOUND',
      message: expect.stringContaining('is a file'),
    })
    expect(refusal(join(folder, 'd.tar.gz')).suggestions[0]).toMatch(/Unpack/)
  })

  test('a link that goes round in a circle', () => {
    const folder = scratch()
    symlinkSync('loop', join(folder, 'loop'))
    expect(refusal(join(folder, 'loop')).code).toBe('DATA_DIR_UNREADABLE')
  })
})
