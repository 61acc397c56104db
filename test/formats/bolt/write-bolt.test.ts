import {spawnSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import fc from 'fast-check'
import {beforeAll, describe, expect, test} from 'vitest'
import {checkIntegrity} from '../../../src/formats/bolt/check-integrity.ts'
import {listBuckets} from '../../../src/formats/bolt/list-buckets.ts'
import {openBolt} from '../../../src/formats/bolt/open-bolt.ts'
import {walkBucket} from '../../../src/formats/bolt/walk-bucket.ts'
import {type BucketWriter, createBoltWriter} from '../../../src/formats/bolt/write-bolt.ts'
import {bufferBytes} from '../../../src/formats/bytes.ts'
import {oracle, oracleMissing} from '../../oracle-binary.ts'
import {scratch} from '../../unpack.ts'

type Entry = readonly [key: Uint8Array, value: Uint8Array]
interface Store {
  readonly pageSize: number
  readonly afterTxid: bigint
  readonly buckets: readonly {readonly name: string; readonly sequence: bigint; readonly entries: readonly Entry[]}[]
}

/** Writes a store into memory, and insists that every byte is written once and in order, the metas last. */
function written(store: Store, nest?: (root: BucketWriter) => void): Uint8Array {
  const {pageSize, afterTxid, buckets} = store
  let file = new Uint8Array(2 * pageSize)
  let metas = 0
  const writer = createBoltWriter({
    pageSize,
    afterTxid,
    sink: {
      write(offset, bytes) {
        if (offset === 0) {
          metas += 1
          file.set(bytes)
          return
        }
        expect(metas).toBe(0)
        expect(offset).toBe(file.length)
        const longer = new Uint8Array(file.length + bytes.length)
        longer.set(file)
        longer.set(bytes, offset)
        file = longer
      },
    },
  })
  for (const {name, sequence, entries} of buckets) {
    const bucket = writer.bucket(Buffer.from(name), sequence)
    for (const [key, value] of entries) bucket.put(key, value)
    if (nest) nest(bucket)
    bucket.end()
  }
  const result = writer.finish()
  expect(result.size).toBe(file.length)
  expect(metas).toBe(1)
  return file
}

/** Buckets with keys and values as text, which compares in no time. */
function contentOf(file: Uint8Array): unknown {
  const bolt = openBolt(bufferBytes(file))
  const buckets = listBuckets(bolt).map(({name, sequence}) => {
    const found: string[] = []
    walkBucket(bolt, name, (k, v) => void found.push(asText([k, v.bytes()])))
    return {name, sequence, entries: found}
  })
  return {pageSize: bolt.pageSize ?? 0, buckets}
}

const index = (n: number): Uint8Array => {
  const key = new Uint8Array(8)
  new DataView(key.buffer).setBigUint64(0, BigInt(n))
  return key
}

const filled = (length: number, seed: number): Uint8Array => {
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i += 1) bytes[i] = (seed + i * 31) & 0xff
  return bytes
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const asText = ([k, v]: Entry): string => `${hex(k)} ${createHash('sha1').update(v).digest('hex')}`
const byKey = (a: Entry, b: Entry): number => Buffer.compare(a[0], b[0])

/** Values of every size that makes a difference: none, small, about a page, many pages. */
const value = fc.oneof(
  {weight: 6, arbitrary: fc.uint8Array({maxLength: 120})},
  {weight: 2, arbitrary: fc.tuple(fc.integer({min: 900, max: 5000}), fc.nat(255)).map(([n, s]) => filled(n, s))},
  {weight: 1, arbitrary: fc.tuple(fc.integer({min: 5000, max: 90_000}), fc.nat(255)).map(([n, s]) => filled(n, s))},
)
const key = fc.oneof(
  {weight: 8, arbitrary: fc.nat(5000).map(index)},
  {weight: 1, arbitrary: fc.uint8Array({minLength: 1, maxLength: 40})},
  {weight: 1, arbitrary: fc.tuple(fc.integer({min: 300, max: 3000}), fc.nat(255)).map(([n, s]) => filled(n, s))},
)
const entries = fc
  .uniqueArray(fc.tuple(key, value), {maxLength: 300, selector: ([k]) => hex(k)})
  .map(e => e.sort(byKey))
const bucket = fc.record({
  name: fc.constantFrom('conf', 'logs', 'a', 'zz', 'wal-meta'),
  sequence: fc.bigInt({min: 0n, max: 2n ** 64n - 1n}),
  entries,
})
const store: fc.Arbitrary<Store> = fc.record({
  pageSize: fc.constantFrom(1024, 4096, 16384),
  afterTxid: fc.bigInt({min: 0n, max: 2n ** 63n}),
  buckets: fc
    .uniqueArray(bucket, {maxLength: 4, selector: b => b.name})
    .map(buckets => buckets.sort((a, b) => (a.name < b.name ? -1 : 1))),
})

const range = (from: number, to: number): number[] => Array.from({length: to - from}, (_, i) => from + i)

describe('a Bolt file written whole', () => {
  test('reads back the same, and the full check has nothing to say', () => {
    fc.assert(
      fc.property(store, wanted => {
        const file = written(wanted)
        const {afterTxid, pageSize, buckets} = wanted
        const content = buckets.map(b => ({...b, entries: b.entries.map(asText)}))
        expect(contentOf(file)).toEqual({pageSize, buckets: content})
        const bolt = openBolt(bufferBytes(file))
        const report = checkIntegrity(bolt)
        expect(report.damage).toEqual([])
        expect(report.free).toBe(0)
        expect(report.reachable).toBe(Number(bolt.meta?.highWater))
        expect(file.length).toBeGreaterThanOrEqual(32 * 1024)
        const [first, second] = bolt.metas
        expect(first?.txid).toBe((second?.txid ?? 0n) + 1n)
        expect(bolt.meta?.txid).toBeGreaterThan(afterTxid)
        expect((bolt.meta?.txid ?? 1n) % 2n).toBe(0n)
      }),
      {numRuns: 150},
    )
  })

  test('wastes no page on ordinary entries', () => {
    const many = Array.from({length: 5000}, (_, i): Entry => [index(i + 1), filled(100, i)])
    const file = written({pageSize: 4096, afterTxid: 1n, buckets: [{name: 'logs', sequence: 0n, entries: many}]})
    const perLeaf = Math.floor((4096 - 16) / (16 + 8 + 100))
    const leaves = Math.ceil(5000 / perLeaf)
    expect(file.length / 4096).toBeLessThan(leaves + 10)
  })

  test('gives no branch page a single child', () => {
    // 42 children fill a branch page of 1 KiB here, and 41 of those the level above.
    for (const count of [...range(1, 140), ...range(1700, 1790)]) {
      // One entry a leaf, so that the number of leaves passes every border of a branch page.
      const one = Array.from({length: count}, (_, i): Entry => [index(i + 1), filled(700, i)])
      const file = written({pageSize: 1024, afterTxid: 1n, buckets: [{name: 'logs', sequence: 0n, entries: one}]})
      const view = new DataView(file.buffer)
      for (let page = 2; page * 1024 < file.length; page += 1) {
        const flags = view.getUint16(page * 1024 + 8, true)
        const isHeader = view.getBigUint64(page * 1024, true) === BigInt(page)
        if (isHeader && flags === 1) expect(view.getUint16(page * 1024 + 10, true)).toBeGreaterThan(1)
      }
    }
  })

  test('refuses keys that do not ascend, and empty ones', () => {
    const writer = createBoltWriter({pageSize: 4096, afterTxid: 1n, sink: {write: () => {}}})
    const logs = writer.bucket(Buffer.from('logs'))
    logs.put(index(2), filled(3, 3))
    expect(() => logs.put(index(2), filled(3, 3))).toThrow(RangeError)
    expect(() => logs.put(index(1), filled(3, 3))).toThrow(RangeError)
    expect(() => logs.put(new Uint8Array(0), filled(3, 3))).toThrow(RangeError)
  })
})

describe('the genuine bbolt', () => {
  beforeAll(() => void oracle(), 600_000)

  test('finds nothing wrong, buckets within buckets included', context => {
    const program = oracle()
    context.skip(program === null, oracleMissing())
    const path = join(scratch(), 'store.db')
    const check = (file: Uint8Array): unknown => {
      writeFileSync(path, file)
      const {stdout} = spawnSync(program as string, ['boltcheck', path], {encoding: 'utf8'})
      return JSON.parse(stdout)
    }
    fc.assert(
      fc.property(store, fc.boolean(), (wanted, nested) => {
        const nest = (parent: BucketWriter): void => {
          const inner = parent.bucket(Buffer.alloc(3500, 0xff), 7n)
          inner.put(Buffer.from('key'), filled(2000, 1))
          inner.end()
        }
        const report = check(written(wanted, nested ? nest : undefined))
        expect(report).toMatchObject({bolt_check: [], page_size: wanted.pageSize})
        const {buckets} = report as {buckets: Record<string, {keys: number; sequence: number}>}
        expect(Object.keys(buckets).sort()).toEqual(wanted.buckets.map(b => b.name))
        for (const {name, entries: held} of wanted.buckets) {
          expect(buckets[name]?.keys).toBe(held.length + (nested ? 2 : 0))
        }
      }),
      {numRuns: 40},
    )
  }, 120_000)
})
