import {execFileSync} from 'node:child_process'
import {cpSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {beforeAll, describe, expect, test} from 'vitest'
import {openBolt} from '../../src/formats/bolt/open-bolt.ts'
import {walkBucket} from '../../src/formats/bolt/walk-bucket.ts'
import {createBoltWriter} from '../../src/formats/bolt/write-bolt.ts'
import {bufferBytes} from '../../src/formats/bytes.ts'
import {decodeConfiguration} from '../../src/formats/raft/decode-configuration.ts'
import {decodeEntry} from '../../src/formats/raft/decode-entry.ts'
import {decodeChange} from '../../src/surgery/do-step.ts'
import {rewriteRaftDb, verifyRewritten} from '../../src/surgery/rewrite-store.ts'
import {askOracle, comparable, ownReport} from '../formats/raft/oracle-report.ts'
import {oracle, oracleMissing} from '../oracle-binary.ts'
import {scratch, unpack} from '../unpack.ts'
import {changeFor, dataDirOf, raftDbOf, soundDataDirs, storeIn, voter} from './data-dirs.ts'

const me = voter('dkron-node-1')

/** Rewrites into memory. */
function rewrite(source: string, change: Parameters<typeof rewriteRaftDb>[0]['change']) {
  const chunks: {offset: number; bytes: Buffer}[] = []
  const target = (offset: number, bytes: Uint8Array) => void chunks.push({offset, bytes: Buffer.from(bytes)})
  const result = rewriteRaftDb({source, target, change})
  const file = Buffer.alloc(Math.max(0, ...chunks.map(({offset, bytes}) => offset + bytes.length)))
  for (const {offset, bytes} of chunks) bytes.copy(file, offset)
  return {result, file}
}

/** A copy of a data-dir whose raft.db is the rewritten one. */
function recovered(fixture: string): {old: string; dir: string} {
  const old = dataDirOf(fixture)
  const {result, file} = rewrite(raftDbOf(old), decodeChange(changeFor(old, [me])))
  if (!result.ok) throw new Error(JSON.stringify(result.refusals))
  const dir = join(scratch(), 'data')
  cpSync(old, dir, {recursive: true})
  writeFileSync(raftDbOf(dir), file)
  expect(verifyRewritten(raftDbOf(dir), result.value)).toBeNull()
  return {old, dir}
}

function keysOf(path: string, bucket: string): Map<string, string> {
  const keys = new Map<string, string>()
  walkBucket(openBolt(bufferBytes(readFileSync(path))), bucket, (key, value) => {
    keys.set(Buffer.from(key).toString('hex'), Buffer.from(value.bytes()).toString('hex'))
    return undefined
  })
  return keys
}

describe('a rewritten raft.db', () => {
  test.each(soundDataDirs)('%s: every old byte, one entry more, terms never lower', fixture => {
    const {old, dir} = recovered(fixture)
    const change = changeFor(old, [me])
    const before = keysOf(raftDbOf(old), 'logs')
    const after = keysOf(raftDbOf(dir), 'logs')
    const key = BigInt(change.index).toString(16).padStart(16, '0')
    expect(before.has(key)).toBe(false)
    expect([...after.keys()]).toEqual([...before.keys(), key])
    for (const [index, value] of before) expect(after.get(index)).toBe(value)

    const entry = decodeEntry(Buffer.from(after.get(key) ?? '', 'hex'))
    expect(entry).toMatchObject({index: BigInt(change.index), term: BigInt(change.term), type: 'Configuration'})
    const data = 'data' in entry && entry.data ? entry.data : new Uint8Array(0)
    expect(decodeConfiguration(data)).toEqual([me])

    // One of the fixtures holds entries of a term beyond its CurrentTerm.
    const conf = keysOf(raftDbOf(old), 'conf')
    const current = Buffer.from('CurrentTerm').toString('hex')
    if (conf.has(current)) conf.set(current, BigInt(change.term).toString(16).padStart(16, '0'))
    expect(keysOf(raftDbOf(dir), 'conf')).toEqual(conf)
    expect(BigInt(change.term)).toBeGreaterThanOrEqual(storeIn(old).log.lastTerm)
    expect(BigInt(change.term)).toBeGreaterThanOrEqual(storeIn(old).stable.currentTerm ?? 0n)
    expect(ownReport(dir).configuration).toEqual({index: Number(change.index), servers: [me]})
  })

  test('is compact: it holds no free page and is no larger than the old one needs', () => {
    const {old, dir} = recovered('dkron/v4.0.9-snap-1-natural-new-id/dkron.data.tar.gz')
    expect(statSync(raftDbOf(dir)).size).toBeLessThanOrEqual(statSync(raftDbOf(old)).size)
  })

  test('raises a CurrentTerm that is below the last entry, and touches no vote', () => {
    const path = join(scratch(), 'raft.db')
    const old = raftDbOf(dataDirOf('raft/restarts.tar.gz'))
    const lowered = copyWith(old, (bucket, key, value) => {
      if (bucket === 'conf' && key.toString() === 'CurrentTerm') return Buffer.from('0000000000000001', 'hex')
      return value
    })
    writeFileSync(path, lowered)
    const {result, file} = rewrite(path, {servers: [me], snapshot: null})
    expect(result.ok).toBe(true)
    writeFileSync(path, file)
    const conf = keysOf(path, 'conf')
    const name = (text: string) => Buffer.from(text).toString('hex')
    const lastTerm = storeIn(dataDirOf('raft/restarts.tar.gz')).log.lastTerm
    expect(lastTerm).toBeGreaterThan(1n)
    expect(BigInt(`0x${conf.get(name('CurrentTerm'))}`)).toBe(lastTerm)
    expect(conf.get(name('LastVoteTerm'))).toBe(keysOf(old, 'conf').get(name('LastVoteTerm')))
    expect(conf.get(name('LastVoteCand'))).toBe(keysOf(old, 'conf').get(name('LastVoteCand')))
  })

  test('keeps buckets and keys it does not know', () => {
    const path = join(scratch(), 'raft.db')
    const old = raftDbOf(dataDirOf('raft/tiny.tar.gz'))
    writeFileSync(
      path,
      copyWith(old, (_, __, value) => value, {
        conf: [['Zone', 'x']],
        extra: [
          ['a', '1'],
          ['b', 'y'.repeat(9000)],
        ],
      }),
    )
    const {result, file} = rewrite(path, {servers: [me], snapshot: null})
    expect(result.ok).toBe(true)
    const made = join(scratch(), 'raft.db')
    writeFileSync(made, file)
    expect(keysOf(made, 'extra')).toEqual(keysOf(path, 'extra'))
    expect(keysOf(made, 'conf')).toEqual(keysOf(path, 'conf'))
  })
})

/** A store with every value passed through `change`, and keys and buckets added. */
function copyWith(
  path: string,
  change: (bucket: string, key: Buffer, value: Buffer) => Buffer | null,
  added: Readonly<Record<string, readonly (readonly [string, string])[]>> = {},
  nested = false,
): Buffer {
  const chunks: {offset: number; bytes: Buffer}[] = []
  const bolt = openBolt(bufferBytes(readFileSync(path)))
  const writer = createBoltWriter({
    pageSize: bolt.pageSize ?? 4096,
    afterTxid: 2n,
    sink: {write: (offset, bytes) => void chunks.push({offset, bytes: Buffer.from(bytes)})},
  })
  for (const name of [...new Set(['conf', 'logs', ...Object.keys(added)])].sort()) {
    const entries: [Buffer, Buffer][] = (added[name] ?? []).map(([k, v]) => [Buffer.from(k), Buffer.from(v)])
    walkBucket(bolt, name, (key, value) => {
      const changed = change(name, Buffer.from(key), Buffer.from(value.bytes()))
      if (changed) entries.push([Buffer.from(key), changed])
      return undefined
    })
    const bucket = writer.bucket(Buffer.from(name))
    for (const [key, value] of entries.sort(([a], [b]) => Buffer.compare(a, b))) bucket.put(key, value)
    if (nested && name === 'logs') bucket.bucket(Buffer.alloc(9, 0xff)).end()
    bucket.end()
  }
  const {size} = writer.finish()
  const file = Buffer.alloc(size)
  for (const {offset, bytes} of chunks) bytes.copy(file, offset)
  return file
}

describe('a source that must not be rewritten', () => {
  const change = {servers: [me], snapshot: null}
  const refusalOf = (path: string, asked: Parameters<typeof rewrite>[1] = change) => {
    const {result, file} = rewrite(path, asked)
    expect(result.ok).toBe(false)
    return {codes: result.ok ? [] : result.refusals.map(r => r.code), file, result}
  }
  const stored = (file: Buffer): string => {
    const path = join(scratch(), 'raft.db')
    writeFileSync(path, file)
    return path
  }
  const sound = () => raftDbOf(dataDirOf('raft/restarts.tar.gz'))

  test.each(['dkron/v4.0.9-e5-raftdb-both-metas', 'dkron/v4.0.9-e5-raftdb-zeroed-page'])('%s: damaged', name => {
    const folder = unpack(`${name}/dkron.data.tar.gz`)
    const found = execFileSync('find', [folder, '-name', 'raft.db'], {encoding: 'utf8'}).trim()
    const {codes, file} = refusalOf(found)
    expect(codes).toEqual(['damaged-store'])
    expect(file.length).toBe(0)
  })

  test('a log with a gap, or that begins behind the snapshot', () => {
    const gap = copyWith(sound(), (bucket, key, value) =>
      bucket === 'logs' && key.readBigUInt64BE() === 30n ? null : value,
    )
    expect(refusalOf(stored(gap)).codes).toEqual(['damaged-store'])
    const late = copyWith(sound(), (bucket, key, value) =>
      bucket === 'logs' && key.readBigUInt64BE() < 30n ? null : value,
    )
    expect(refusalOf(stored(late)).codes).toEqual(['damaged-store'])
    expect(rewrite(stored(late), {servers: [me], snapshot: {index: 29n, term: 1n}}).result.ok).toBe(true)
    expect(refusalOf(stored(late), {servers: [me], snapshot: {index: 28n, term: 1n}}).codes).toEqual(['damaged-store'])
  })

  test('an entry that cannot be decoded', () => {
    const garbage = copyWith(sound(), (bucket, key, value) =>
      bucket === 'logs' && key.readBigUInt64BE() === 30n ? Buffer.from('garbage') : value,
    )
    expect(refusalOf(stored(garbage)).codes).toEqual(['damaged-store'])
  })

  test('nothing to go on from', () => {
    const empty = copyWith(sound(), () => null)
    expect(refusalOf(stored(empty)).codes).toEqual(['damaged-store'])
  })

  test('a bucket within a bucket, which would be lost', () => {
    expect(refusalOf(stored(copyWith(sound(), (_, __, value) => value, {}, true))).codes).toEqual(['damaged-store'])
  })

  test('a configuration that Raft rejects', () => {
    const servers = [voter('a'), voter('a')]
    expect(refusalOf(sound(), {servers, snapshot: null}).codes).toEqual(['plan-refused'])
    expect(refusalOf(sound(), {servers: [], snapshot: null}).codes).toEqual(['plan-refused'])
  })

  test('verification notices one changed byte, a missing tail and a missing entry', () => {
    const path = join(scratch(), 'raft.db')
    const {result, file} = rewrite(sound(), change)
    if (!result.ok) throw new Error('refused')
    const verify = (bytes: Buffer) => {
      writeFileSync(path, bytes)
      return verifyRewritten(path, result.value)
    }
    expect(verify(file)).toBeNull()
    const data = file.indexOf('#30 ')
    expect(data).toBeGreaterThan(0)
    const flipped = Buffer.from(file)
    flipped[data + 1] = (flipped[data + 1] ?? 0) ^ 1
    expect(verify(flipped)).toMatch(/content/)
    expect(verify(Buffer.concat([file, Buffer.alloc(4096)]))).toMatch(/bytes/)
    expect(verify(file.subarray(0, file.length / 2))).not.toBeNull()
  })
})

describe('the genuine libraries', () => {
  beforeAll(() => void oracle(), 600_000)
  const run = (args: readonly string[]) => JSON.parse(execFileSync(oracle() as string, args, {encoding: 'utf8'}))

  test.each(soundDataDirs)('%s: read it as we do and find nothing wrong', fixture => {
    if (oracle() === null) return expect(oracleMissing()).not.toBe('')
    const {dir} = recovered(fixture)
    for (const library of ['v1', 'v2'] as const) {
      // boltdb 1.3.1 knows only the page size of the machine, and its raft-boltdb only the old form of times.
      if (library === 'v1' && /big-entries|new-time/.test(fixture)) continue
      const report = askOracle(oracle() as string, dir, library)
      expect(comparable(report)).toEqual(comparable(ownReport(dir)))
      expect(report).toMatchObject({bolt_check: []})
      expect(report).not.toHaveProperty('bad_entries')
    }
  })

  const own = ['tiny', 'restarts', 'snapshots', 'recovered', 'three-n2'] as const
  test.each(own)(
    '%s: elect the new server at once, with the state it had',
    name => {
      if (oracle() === null) return expect(oracleMissing()).not.toBe('')
      const {old, dir} = recovered(`raft/${name}.tar.gz`)
      const change = changeFor(old, [me])
      const stateBefore = stateOf(old)
      for (const library of ['v1', 'v2']) {
        const booted = join(scratch(), 'data')
        cpSync(dir, booted, {recursive: true})
        const at = `${me.id}=${me.address}=${booted}`
        const {leader, barrier, nodes} = run(['boot', '-store', library, '-wait', '5s', at])
        expect({leader, barrier}).toEqual({leader: me.id, barrier: 'ok'})
        expect(nodes[me.id].configuration).toEqual([{id: me.id, address: me.address, suffrage: 'Voter'}])
        expect(Number(nodes[me.id].term)).toBeGreaterThan(Number(change.term))
        expect(nodes[me.id].fsm).toEqual(stateBefore)
        // It has been written to since: still nothing wrong, and it boots again.
        expect(run(['boltcheck', raftDbOf(booted)]).bolt_check).toEqual([])
        expect(run(['boot', '-store', library, '-wait', '5s', at]).leader).toBe(me.id)
      }
    },
    180_000,
  )

  /** The state machine's state as RecoverCluster of the genuine library brings it out. */
  function stateOf(dataDir: string): unknown {
    const copy = join(scratch(), 'data')
    cpSync(dataDir, copy, {recursive: true})
    return run(['recover', '-store', 'v1', '-servers', 'x=1.2.3.4:5', copy]).fsm
  }
})
