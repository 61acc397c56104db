import {execFileSync, spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, describe, expect, test} from 'vitest'
import {checkIntegrity} from '../../../src/formats/bolt/check-integrity.ts'
import {openBolt} from '../../../src/formats/bolt/open-bolt.ts'
import {walkBucket} from '../../../src/formats/bolt/walk-bucket.ts'
import {openFileBytes} from '../../../src/sources/file-bytes.ts'
import {oracle, oracleMissing} from '../../oracle-binary.ts'
import {type GoldenName, golden, open, patient} from './golden-store.ts'

const program = oracle()
const folder = mkdtempSync(join(tmpdir(), 'doctor-genuine-'))
afterAll(() => rmSync(folder, {recursive: true, force: true}))

/** What the genuine check says of the bytes: its complaints, one for a file it refuses, one for a crash. */
function genuine(bytes: Uint8Array): string[] {
  const path = join(folder, 'store.db')
  writeFileSync(path, bytes)
  const {status, stdout, stderr} = spawnSync(program as string, ['boltcheck', path], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  if (status !== 0) return [`crash: ${stderr.split('\n', 1)[0]}`]
  const {bolt_check: complaints, bolt_open_error: refused} = JSON.parse(stdout)
  return refused === undefined ? complaints : [refused]
}

/** A small generator with a seed, so that a failure can be run again (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

describe.skipIf(program === null)(`against the genuine check ${program === null ? oracleMissing() : ''}`, () => {
  const stores: GoldenName[] = ['boltdb', 'page-1k', 'tiny']

  test.each(stores)('whatever it finds in a damaged %s, this check finds', {timeout: 120_000}, name => {
    const whole = golden(name)
    const {pageSize, highWater} = patient(name)
    const unseen: string[] = []
    let found = 0
    for (let seed = 1; seed <= 60; seed++) {
      const next = numbers(seed)
      const bytes = whole.slice()
      const page = Math.floor(next() * highWater)
      // One byte of a header, an element, or the data right behind; every fourth time a whole page.
      if (seed % 4 === 0) bytes.fill(0, page * pageSize, (page + 1) * pageSize)
      else bytes[page * pageSize + Math.floor(next() * 120)] = Math.floor(next() * 256)
      const complaints = genuine(bytes)
      if (complaints.length === 0) continue
      found++
      if (checkIntegrity(open(bytes)).damage.length === 0) unseen.push(`seed ${seed}, page ${page}: ${complaints[0]}`)
    }
    expect(unseen).toEqual([])
    expect(found).toBeGreaterThan(10)
  })

  test('a log dropped by RecoverCluster leaves a freelist of more than 65,534 ids', {timeout: 120_000}, () => {
    const dir = join(folder, 'recovered')
    const run = (...args: string[]) => JSON.parse(execFileSync(program as string, args, {encoding: 'utf8'}))
    run('make', '-dir', dir, '-raw', '-entries', '70000', '-size', '500', '-pagesize', '1024')
    run('recover', '-servers', 'n1=127.0.0.1:7001', dir)
    const want = run('check', dir)
    const bytes = openFileBytes(join(dir, 'raft/raft.db'))
    const file = openBolt(bytes)
    const report = checkIntegrity(file)
    expect(report.damage).toEqual([])
    expect(report.free).toBe(want.free_pages)
    expect(report.free).toBeGreaterThan(0xffff)
    walkBucket(file, 'logs', () => expect.unreachable())
    bytes.close()
  })
})
