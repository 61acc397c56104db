import {describe, expect, test} from 'vitest'
import {checkIntegrity} from '../../../src/formats/bolt/check-integrity.ts'
import {listBuckets} from '../../../src/formats/bolt/list-buckets.ts'
import {measureSpace} from '../../../src/formats/bolt/measure-space.ts'
import {openBolt} from '../../../src/formats/bolt/open-bolt.ts'
import {walkBucket} from '../../../src/formats/bolt/walk-bucket.ts'
import {bufferBytes} from '../../../src/formats/bytes.ts'
import {expected, golden, goldenNames, keysOf, open, patient} from './golden-store.ts'

const codes = (bytes: Uint8Array) => open(bytes).damage.map(d => d.code)

describe('files that are no store', () => {
  test.each([
    ['no bytes', 0, 'file-empty'],
    ['one byte', 1, 'file-too-short'],
    ['79 bytes', 79, 'file-too-short'],
    ['a page of zeros', 4096, 'no-usable-meta'],
    ['32 KiB of zeros', 32768, 'no-usable-meta'],
  ])('%s', (_, size, code) => {
    const file = openBolt(bufferBytes(new Uint8Array(size)))
    expect(file.meta).toBeNull()
    expect(file.pageSize).toBeNull()
    expect(file.damage.map(d => [d.code, d.severity])).toEqual([[code, 'error']])
    expect(listBuckets(file)).toEqual([])
    walkBucket(file, 'logs', () => expect.unreachable())
    expect(checkIntegrity(file).damage).toEqual(file.damage)
    expect(measureSpace(file)).toBeNull()
  })

  test('a file of a big-endian machine is recognised', () => {
    const bytes = new Uint8Array(16384)
    bytes.set([0xed, 0x0c, 0xda, 0xed, 0, 0, 0, 2], 16)
    expect(codes(bytes)).toEqual(['byte-order'])
    const second = new Uint8Array(65536)
    second.set([0xed, 0x0c, 0xda, 0xed, 0, 0, 0, 2], 16384 + 16)
    expect(codes(second)).toEqual(['byte-order'])
  })
})

describe.each(goldenNames)('metas of %s', name => {
  test('with the older meta zeroed the store reads the same', () => {
    const {bytes, pageSize, meta} = patient(name)
    const before = keysOf(golden(name)).keys
    bytes.fill(0, (1 - meta) * pageSize, (2 - meta) * pageSize)
    const file = open(bytes)
    expect(file.pageSize).toBe(expected(name).page_size)
    expect(file.meta?.page).toBe(meta)
    expect(file.damage.map(d => [d.code, d.severity])).toContainEqual(['meta-invalid', 'warning'])
    expect(keysOf(bytes).keys).toEqual(before)
  })

  test('with the newest meta torn the transaction before it is read', () => {
    const {bytes, pageSize, meta} = patient(name)
    bytes[meta * pageSize + 40] = (bytes[meta * pageSize + 40] as number) ^ 1
    const file = open(bytes)
    expect(Number(file.meta?.txid)).toBe(expected(name).txid - 1)
    expect(file.damage.map(d => d.code)).toContain('meta-newest-invalid')
    expect(file.metas[meta]?.reason).toMatch(/^checksum is 0x/)
    expect(keysOf(bytes).codes).toEqual([])
  })

  test('with both metas torn nothing is read, and what they say is shown', () => {
    const {bytes, pageSize} = patient(name)
    bytes[16 + 40] = (bytes[16 + 40] as number) ^ 1
    bytes[pageSize + 16 + 40] = (bytes[pageSize + 16 + 40] as number) ^ 1
    const file = open(bytes)
    expect(file.meta).toBeNull()
    expect(file.metas.map(m => m?.pageSize)).toEqual([pageSize, pageSize])
    expect(file.damage.map(d => d.code)).toEqual(['no-usable-meta'])
  })
})

describe('a single meta', () => {
  test('a checksum of 0 is not valid, but named', () => {
    const {bytes, view, meta, pageSize} = patient('boltdb')
    view.setBigUint64(meta * pageSize + 72, 0n, true)
    expect(open(bytes).metas[meta]).toMatchObject({valid: false, reason: expect.stringContaining('boltdb 1.3.1 takes')})
  })

  test('another version is not valid', () => {
    const p = patient('boltdb')
    p.view.setUint32(p.at(p.meta) + 20, 3, true)
    p.seal(p.meta)
    expect(open(p.bytes).metas[p.meta]?.reason).toBe('format version is 3, not 2')
  })

  test('a page size that cannot be is not valid', () => {
    for (const size of [0, 1, 127, 2 ** 31]) {
      const p = patient('boltdb')
      for (const page of [0, 1] as const) {
        p.view.setUint32(p.at(page) + 24, size, true)
        p.seal(page)
      }
      expect(open(p.bytes).meta).toBeNull()
      expect(open(p.bytes).metas[0]?.reason).toBe(`page size ${size} cannot be`)
    }
  })

  test('a meta inside a value is not taken for meta 1', () => {
    const p = patient('boltdb')
    const copy = p.bytes.slice(4096, 8192)
    p.bytes.fill(0, 0, 8192)
    p.bytes.set(copy, 8192)
    expect(open(p.bytes).meta).toBeNull()
  })

  test('no stored freelist is said', () => {
    const file = open(golden('no-freelist'))
    expect(file.meta?.freelist).toBeNull()
    expect(file.damage).toMatchObject([{code: 'freelist-not-stored', severity: 'warning'}])
  })

  test('a file shorter than its high-water mark is damaged', () => {
    const p = patient('bbolt')
    expect(codes(p.bytes.slice(0, p.at(p.highWater)))).toEqual([])
    expect(codes(p.bytes.slice(0, p.at(p.highWater) - 1))).toEqual(['file-truncated'])
  })
})
