import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {openBolt} from '../../../src/formats/bolt/open-bolt.ts'
import {bufferBytes} from '../../../src/formats/bytes.ts'
import {readEntries} from '../../../src/formats/raft/read-entries.ts'
import {readRaftStore} from '../../../src/formats/raft/read-raft-store.ts'
import {unpack} from '../../unpack.ts'

const storeBytes = (name: string) => new Uint8Array(readFileSync(join(unpack(`raft/${name}.tar.gz`), 'raft/raft.db')))
const readBytes = (bytes: Uint8Array) => readRaftStore(openBolt(bufferBytes(bytes)))

/** Changes every occurrence of `from`, of the same length. */
function replaced(bytes: Uint8Array, from: Uint8Array, to: Uint8Array): Uint8Array {
  const copy = Buffer.from(bytes)
  for (let at = copy.indexOf(from); at >= 0; at = copy.indexOf(from, at + 1)) copy.set(to, at)
  return new Uint8Array(copy)
}

const text = (value: string) => new TextEncoder().encode(value)

describe('the store', () => {
  const restarts = storeBytes('restarts')

  test('keeps conf, terms and types', () => {
    const {stable, log, configurations, damage} = readBytes(restarts)
    expect(damage).toEqual([])
    expect(stable).toEqual({
      currentTerm: 4n,
      lastVoteTerm: 4n,
      lastVoteCandidate: '127.0.0.1:7001',
      otherKeys: [],
    })
    expect(log.terms.map(run => run.term)).toEqual([1n, 2n, 3n, 4n])
    expect(log.terms.reduce((sum, run) => sum + run.count, 0)).toBe(log.count)
    expect(log.terms[0]).toEqual({term: 1n, first: 1n, last: 1n, count: 1})
    expect(log.lastTerm).toBe(4n)
    expect(configurations).toHaveLength(1)
    expect(configurations[0]).toMatchObject({index: 1n, term: 1n, from: 'log', appendedAt: null})
  })

  test('an entry whose body is overwritten is counted as bad, and the others are read', () => {
    const good = readBytes(restarts)
    const broken = Buffer.from(restarts)
    // Before the payload stand the map's head, AppendedAt with its time, Data and its length: 36 bytes.
    for (const at of indexesOf(broken, text('#7 '))) broken.fill(0xff, at - 36, at - 30)
    const {log, damage} = readBytes(new Uint8Array(broken))
    expect(damage).toEqual([])
    expect(log.badEntryCount).toBe(1)
    expect(log.badEntries[0]).toEqual({index: expect.any(BigInt), reason: expect.stringContaining('instead of a map')})
    expect([log.first, log.last, log.count]).toEqual([good.log.first, good.log.last, good.log.count])
    expect(log.gaps).toEqual([])
  })

  test('an entry under the wrong key is bad', () => {
    // Index 9 says that it is 8.
    const named = (index: number) => Uint8Array.of(...text('Index'), index, 0xa4)
    const {log} = readBytes(replaced(restarts, named(9), named(8)))
    expect(log.badEntries).toEqual([{index: 9n, reason: 'holds the entry of index 8'}])
  })

  test('a configuration that cannot be decoded is bad', () => {
    const broken = readBytes(
      replaced(restarts, Uint8Array.of(0x81, 0xa7, ...text('Servers')), Uint8Array.of(0xc1, 0xa7, ...text('Servers'))),
    )
    expect(broken.configurations).toEqual([])
    expect(broken.log.badEntries).toEqual([{index: 1n, reason: 'configuration: 0xc1 instead of a map at byte 0'}])
    expect(broken.log.byType.Configuration).toBe(1)
    expect(broken.log.count).toBe(readBytes(restarts).log.count)
  })

  test('keys that are no indexes, terms that are no terms and missing buckets are damage', () => {
    const conf = readBytes(replaced(restarts, text('conf'), text('cone')))
    expect(conf.damage.map(d => [d.code, d.message])).toEqual([['bucket-missing', 'there is no bucket conf']])
    expect(conf.stable.currentTerm).toBe(null)
    expect(conf.log.count).toBeGreaterThan(60)
    const logs = readBytes(replaced(restarts, text('logs'), text('logz')))
    expect(logs.damage.map(d => d.message)).toEqual(['there is no bucket logs'])
    expect(logs.log).toMatchObject({first: 0n, last: 0n, lastTerm: 0n, count: 0})
  })

  test('a term of another length than eight bytes is damage, and no term', () => {
    const {stable, damage} = readBytes(replaced(restarts, text('LastVoteCand'), text('LastVoteTerm')))
    expect(damage.map(d => d.message)).toContain('conf key LastVoteTerm has 14 bytes instead of 8')
    expect(stable.lastVoteCandidate).toBe(null)
  })

  test('falling terms are told', () => {
    const fallen = readBytes(
      replaced(restarts, Uint8Array.of(...text('Term'), 3, 0xa4), Uint8Array.of(...text('Term'), 1, 0xa4)),
    )
    expect(fallen.log.termFalls).toEqual([{index: fallen.log.terms[2]?.first, term: 1n}])
  })
})

function* indexesOf(bytes: Buffer, what: Uint8Array): Generator<number> {
  for (let at = bytes.indexOf(what); at >= 0; at = bytes.indexOf(what, at + 1)) yield at
}

describe('damaged files', () => {
  test.each(['tiny', 'restarts', 'big-entries', 'raft-1.1'])('%s with changed bytes never throws', name => {
    const good = storeBytes(name)
    const change = fc.tuple(fc.noBias(fc.nat(good.length - 1)), fc.nat(255))
    fc.assert(
      fc.property(fc.array(change, {minLength: 1, maxLength: 40}), changes => {
        const bytes = good.slice()
        for (const [at, byte] of changes) bytes[at] = byte
        const {log} = readBytes(bytes)
        expect(log.badEntries.length).toBeLessThanOrEqual(100)
        expect(log.last).toBeGreaterThanOrEqual(log.first)
      }),
      {numRuns: 150},
    )
  })
})

describe('entries', () => {
  const file = openBolt(bufferBytes(storeBytes('restarts')))
  const indexes = (from: bigint, to: bigint, stopAt?: bigint) => {
    const seen: bigint[] = []
    readEntries(file, from, to, entry => {
      seen.push(entry.index)
      return entry.index === stopAt ? 'stop' : undefined
    })
    return seen
  }

  test('are visited from one index to another, both included, until told to stop', () => {
    expect(indexes(5n, 9n)).toEqual([5n, 6n, 7n, 8n, 9n])
    expect(indexes(5n, 90n, 6n)).toEqual([5n, 6n])
    expect(indexes(0n, 2n)).toEqual([1n, 2n])
    expect(indexes(10_000n, 20_000n)).toEqual([])
    expect(indexes(3n, 2n)).toEqual([])
  })

  test('carry their data', () => {
    const data: string[] = []
    readEntries(file, 4n, 5n, entry => {
      if ('data' in entry)
        data.push(
          Buffer.from(entry.data ?? [])
            .toString('latin1')
            .slice(0, 3),
        )
      return undefined
    })
    expect(data).toEqual(['#1 ', '#2 '])
  })
})
