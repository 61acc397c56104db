import {execFileSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeEach, describe, expect, test} from 'vitest'
import type {RaftDbFile} from '../../../src/case/case.ts'
import {readRaftStore} from '../../../src/formats/raft/read-raft-store.ts'
import {readRaftDb} from '../../../src/sources/data-dir/read-raft-db.ts'
import {golden, goldenNames} from '../../formats/bolt/golden-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'doctor-raft-db-'))
afterAll(() => rmSync(folder, {recursive: true, force: true}))

const path = join(folder, 'raft.db')
const name = 'raft/raft.db'
beforeEach(() => rmSync(path, {recursive: true, force: true}))

const readBoth = (check: boolean) => readRaftDb(path, name, {check, readStore: readRaftStore})

function readFile(check = true): RaftDbFile {
  const found = readBoth(check)
  if (found.state !== 'read') throw new Error(`state is ${found.state}`)
  return found.value
}

describe('a store', () => {
  test.each(goldenNames)('%s is read whole', store => {
    writeFileSync(path, golden(store), {mode: 0o640})
    const file = readFile()
    expect(file).toMatchObject({file: name, size: golden(store).length, checked: true, retries: 0})
    expect(file.ownership).toEqual({uid: process.getuid?.(), gid: process.getgid?.(), mode: 0o640})
    expect(file.store?.log.count).toBeGreaterThan(0)
    expect(file.damage.filter(d => d.severity === 'error')).toEqual([])
    expect(file.space?.fileBytes).toBe(file.size)
  })

  test('is not checked unless asked for', () => {
    const bytes = golden('boltdb')
    bytes[8] = 0
    writeFileSync(path, bytes)
    expect(readFile(false)).toMatchObject({checked: false, damage: []})
    expect(readFile(true)).toMatchObject({checked: true, damage: [{code: 'meta-header'}]})
  })

  test('with damage names it once, although it is met three times', () => {
    const bytes = golden('boltdb')
    const root = readFile2(bytes).meta?.root as bigint
    bytes[Number(root) * 4096] = 99
    writeFileSync(path, bytes)
    expect(readFile().damage.map(d => d.code)).toEqual(['page-id-mismatch'])
  })

  test('reports progress of the check up to the size of the file at the most', () => {
    writeFileSync(path, golden('page-64k'))
    const seen: number[][] = []
    const onProgress = (done: number, total: number) => seen.push([done, total])
    readRaftDb(path, name, {check: true, readStore: readRaftStore, onProgress})
    expect(seen.length).toBeGreaterThan(0)
    for (const [done, total] of seen) expect(done).toBeLessThanOrEqual(total as number)
  })

  test('behind a symbolic link is read', () => {
    writeFileSync(join(folder, 'real.db'), golden('tiny'))
    symlinkSync(join(folder, 'real.db'), path)
    expect(readFile().store?.log.count).toBe(6)
  })
})

function readFile2(bytes: Uint8Array): RaftDbFile {
  writeFileSync(path, bytes)
  return readFile()
}

describe('files that are no store', () => {
  test.each([
    [0, 'file-empty'],
    [100, 'no-usable-meta'],
    [32768, 'no-usable-meta'],
  ])('%i zero bytes are read, without a store', (size, code) => {
    writeFileSync(path, new Uint8Array(size))
    expect(readFile()).toMatchObject({size, meta: null, pageSize: null, space: null, store: null, damage: [{code}]})
  })

  test('a sparse file of 8 GiB is judged at once', () => {
    writeFileSync(path, golden('boltdb'))
    truncateSync(path, 8 * 2 ** 30)
    const started = process.cpuUsage()
    expect(readFile().damage).toEqual([])
    const {user, system} = process.cpuUsage(started)
    expect((user + system) / 1e6).toBeLessThan(1)
  })

  test('nothing there is absent', () => {
    expect(readBoth(false)).toEqual({state: 'absent', where: path})
    writeFileSync(path, '')
    expect(readRaftDb(join(path, 'below'), name, {check: false, readStore: readRaftStore}).state).toBe('absent')
  })

  test('a folder is unreadable', () => {
    mkdirSync(path)
    expect(readBoth(false)).toEqual({state: 'unreadable', where: path, reason: 'a directory, not a file'})
  })

  test('a named pipe is not waited for', () => {
    execFileSync('mkfifo', [path])
    expect(readBoth(false)).toEqual({state: 'unreadable', where: path, reason: 'a named pipe, not a file'})
  })

  test('a file without permission is unreadable', () => {
    writeFileSync(path, golden('tiny'))
    chmodSync(folder, 0o755)
    chmodSync(path, 0)
    const wasRoot = process.getuid?.() === 0
    // Root may read everything: be somebody else for a moment.
    if (wasRoot) process.seteuid?.(65534)
    try {
      expect(readBoth(false)).toEqual({state: 'unreadable', where: path, reason: 'permission denied (EACCES)'})
    } finally {
      if (wasRoot) process.seteuid?.(0)
    }
  })

  test('a loop of links is unreadable', () => {
    symlinkSync(path, path)
    expect(readBoth(false)).toMatchObject({state: 'unreadable', reason: expect.stringContaining('ELOOP')})
  })
})

test('reading changes nothing: names, sizes, times, modes and contents stay', () => {
  const tree = join(folder, 'tree')
  mkdirSync(tree)
  for (const store of goldenNames) writeFileSync(join(tree, `${store}.db`), golden(store), {mode: 0o600})
  writeFileSync(join(tree, 'empty.db'), '')
  const picture = () =>
    ['.', ...readdirSync(tree).sort()].map(entry => {
      const at = join(tree, entry)
      const {mode, size, mtimeNs, ctimeNs, ino} = lstatSync(at, {bigint: true})
      const content = entry !== '.' ? createHash('sha256').update(readFileSync(at)).digest('hex') : ''
      return {entry, mode, size, mtimeNs, ctimeNs, ino, content}
    })
  const before = picture()
  for (const entry of readdirSync(tree)) {
    readRaftDb(join(tree, entry), entry, {check: true, readStore: readRaftStore})
  }
  expect(picture()).toEqual(before)
})
