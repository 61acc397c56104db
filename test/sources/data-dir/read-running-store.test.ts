import {spawn} from 'node:child_process'
import {closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, describe, expect, test} from 'vitest'
import {ToolError} from '../../../src/errors.ts'
import type {BoltFile} from '../../../src/formats/bolt/types.ts'
import {readRaftStore} from '../../../src/formats/raft/read-raft-store.ts'
import type {RaftStore} from '../../../src/formats/raft/types.ts'
import {readRaftDb} from '../../../src/sources/data-dir/read-raft-db.ts'
import {golden, type Patient, patient} from '../../formats/bolt/golden-store.ts'
import {oracle, oracleMissing} from '../../oracle-binary.ts'

const folder = mkdtempSync(join(tmpdir(), 'doctor-running-'))
afterAll(() => rmSync(folder, {recursive: true, force: true}))
const path = join(folder, 'raft.db')
const name = 'raft/raft.db'

/** Writes into the file in place, as a scheduler that runs does. */
function write(offset: number, bytes: Uint8Array): void {
  const descriptor = openSync(path, 'r+')
  writeSync(descriptor, bytes, 0, bytes.length, offset)
  closeSync(descriptor)
}

/** Commits transaction N+1 with the same trees: the older meta page gets the next txid. */
function commit(p: Patient): void {
  const next = 1 - p.meta
  p.bytes.copyWithin(p.at(next), p.at(p.meta), p.at(p.meta + 1))
  p.view.setBigUint64(p.at(next), BigInt(next), true)
  p.view.setBigUint64(p.at(next) + 64, p.view.getBigUint64(p.at(p.meta) + 64, true) + 1n, true)
  p.seal(next as 0 | 1)
  Object.assign(p, {meta: next})
  write(p.at(next), p.bytes.subarray(p.at(next), p.at(next + 1)))
}

/** Reads the store while `during` happens, once per attempt, before anything of the log is read. */
function readWhile(during: (attempt: number) => void) {
  let attempt = 0
  const readStore = (file: BoltFile): RaftStore => {
    during(attempt++)
    return readRaftStore(file)
  }
  const found = readRaftDb(path, name, {check: false, readStore})
  if (found.state !== 'read') throw new Error(`state is ${found.state}`)
  return found.value
}

function start(): Patient {
  const p = patient('page-1k')
  writeFileSync(path, p.bytes)
  return p
}

describe('a store that is written to while it is read', () => {
  test('is read in one attempt when only free pages change', () => {
    const p = start()
    const file = readWhile(() => commit(p))
    expect(file).toMatchObject({retries: 0, damage: []})
    expect(file.store?.log.count).toBe(901)
  })

  test('is read as it was, although later transactions took over the pages that were freed first', () => {
    const p = start()
    const before = readRaftStore({
      ...readNow(),
      bytes: {size: p.bytes.length, read: (o, n) => p.bytes.subarray(o, o + n)},
    })
    const noise = golden('boltdb').subarray(4096 * 6, 4096 * 6 + 1024)
    const lastBranch = p.child(p.logsRoot(), p.count(p.logsRoot()) - 1)
    const lastLeaf = p.child(lastBranch, p.count(lastBranch) - 1)
    const firstLeaf = p.child(p.child(p.logsRoot(), 0), 0)
    const freed = [p.root, p.freelist, p.logsRoot(), lastBranch, lastLeaf, firstLeaf]
    const file = readWhile(() => {
      for (const page of freed) write(p.at(page), noise)
      for (let i = 0; i < 3; i++) commit(p)
    })
    expect(file).toMatchObject({retries: 0, damage: []})
    expect(file.store?.log).toEqual(before.log)
    expect(file.store?.stable).toEqual(before.stable)
  })

  test('is read again when a page in the middle was taken over', () => {
    const p = start()
    const leaf = p.child(p.child(p.logsRoot(), 2), 3)
    const whole = p.bytes.slice(p.at(leaf), p.at(leaf + 1))
    const other = p.child(p.child(p.logsRoot(), 4), 1)
    const file = readWhile(attempt => {
      if (attempt === 0) {
        // A right page of this number, with keys of another place: what a log cut at its beginning can leave behind.
        const moved = p.bytes.slice(p.at(other), p.at(other + 1))
        moved.set(whole.subarray(0, 8))
        write(p.at(leaf), moved)
        commit(p)
      } else write(p.at(leaf), whole)
    })
    expect(file).toMatchObject({retries: 1, damage: []})
    expect(file.store?.log).toMatchObject({count: 901, gaps: [], badEntryCount: 0})
  })

  test("damage that stands still is the file's own", () => {
    const p = start()
    const leaf = p.child(p.child(p.logsRoot(), 2), 3)
    write(p.at(leaf), new Uint8Array(1024))
    const file = readWhile(() => commit(p))
    expect(file.retries).toBe(1)
    expect(file.damage).toMatchObject([{code: 'page-type', page: leaf}])
  })

  test('is given up after five retries when every reading is torn elsewhere', () => {
    const p = start()
    const branch = p.child(p.logsRoot(), 2)
    const started = performance.now()
    let thrown: unknown
    try {
      readWhile(attempt => {
        write(p.at(p.child(branch, attempt + 1)), new Uint8Array(1024))
        commit(p)
      })
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(ToolError)
    expect(thrown).toMatchObject({code: 'STORE_BUSY', exit: 3})
    expect((thrown as ToolError).suggestions.length).toBeGreaterThan(0)
    expect(performance.now() - started).toBeGreaterThan(1500)
  })
})

function readNow() {
  let opened: BoltFile | null = null
  readRaftDb(path, name, {
    check: false,
    readStore: file => {
      opened = file
      return readRaftStore(file)
    },
  })
  return opened as unknown as BoltFile
}

const program = oracle()

describe.skipIf(program === null)(`with the genuine writer ${program === null ? oracleMissing() : ''}`, () => {
  test.each(['v1', 'v2'])(
    'every reading of a log written flat out (%s) is of one moment',
    {timeout: 120_000},
    async store => {
      const dir = join(folder, store)
      const args = ['make', '-dir', dir, '-raw', '-store', store, '-entries', '400000', '-size', '400', '-batch', '8']
      const writer = spawn(program as string, args, {stdio: 'ignore'})
      const ended = new Promise<void>(resolve => writer.on('exit', () => resolve()))
      let running = true
      ended.then(() => {
        running = false
      })
      let readings = 0
      let growing = 0
      let last = 0n
      while (running && growing < 12) {
        await new Promise(resolve => setTimeout(resolve, 5))
        const db = join(dir, 'raft/raft.db')
        if (!((statSync(db, {throwIfNoEntry: false})?.size ?? 0) > 32768)) continue
        let found: ReturnType<typeof readRaftDb>
        try {
          found = readRaftDb(db, name, {check: readings % 2 === 0, readStore: readRaftStore})
        } catch (error) {
          expect(error).toMatchObject({code: 'STORE_BUSY'})
          continue
        }
        if (found.state !== 'read') throw new Error(`state is ${found.state}`)
        const {store: content, damage} = found.value
        expect(damage).toEqual([])
        const log = content?.log
        if (log === undefined) throw new Error('no store')
        expect(log).toMatchObject({gaps: [], badEntryCount: 0, termFalls: []})
        expect(BigInt(log.count)).toBe(log.last)
        expect(log.last).toBeGreaterThanOrEqual(last)
        if (log.last > last) growing++
        last = log.last
        readings++
      }
      writer.kill('SIGKILL')
      await ended
      expect(growing).toBeGreaterThan(3)
      // What a killed writer leaves is whole.
      const left = readRaftDb(join(dir, 'raft/raft.db'), name, {check: true, readStore: readRaftStore})
      expect(left).toMatchObject({state: 'read', value: {damage: []}})
    },
  )
})
