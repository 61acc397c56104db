import {createHash} from 'node:crypto'
import {describe, expect, test} from 'vitest'
import {checkIntegrity} from '../../../src/formats/bolt/check-integrity.ts'
import {listBuckets} from '../../../src/formats/bolt/list-buckets.ts'
import {measureSpace} from '../../../src/formats/bolt/measure-space.ts'
import {walkBucket} from '../../../src/formats/bolt/walk-bucket.ts'
import {expected, golden, goldenNames, open} from './golden-store.ts'

describe.each(goldenNames)('genuine store %s', name => {
  const bytes = golden(name)
  const want = expected(name)
  const file = open(bytes)
  const stored = name !== 'no-freelist'

  test('opens as the genuine library opens it', () => {
    expect(file.pageSize).toBe(want.page_size)
    // bbolt's number of a read transaction is the txid of the meta.
    expect(Number(file.meta?.txid)).toBe(want.txid)
    expect(Number(file.meta?.highWater) * want.page_size).toBe(want.tx_size)
    expect(file.damage.map(d => d.code)).toEqual(stored ? [] : ['freelist-not-stored'])
  })

  test('has the same buckets', () => {
    const buckets = listBuckets(file).map(b => [b.name, Number(b.sequence), b.root.kind === 'inline' ? 1 : 0])
    expect(buckets).toEqual(Object.entries(want.buckets).map(([n, b]) => [n, b.sequence, b.inline]))
  })

  test('gives the same keys and values', () => {
    for (const [bucket, digest] of Object.entries(want.digests)) {
      const hash = createHash('sha256')
      let keys = 0
      const length = Buffer.alloc(4)
      const put = (part: Uint8Array) => {
        length.writeUInt32BE(part.length)
        hash.update(length).update(part)
      }
      walkBucket(file, bucket, (key, value) => {
        put(key)
        const whole = value.bytes().slice()
        expect(whole.length).toBe(value.length)
        expect(Buffer.compare(value.tail(9), whole.slice(-9))).toBe(0)
        put(whole)
        keys++
        return undefined
      })
      expect({keys, sha256: hash.digest('hex')}).toEqual(digest)
    }
  })

  test('gives the same conf', () => {
    const conf: Record<string, string> = {}
    walkBucket(file, 'conf', (key, value) => {
      conf[Buffer.from(key).toString()] = Buffer.from(value.bytes()).toString('hex')
      return undefined
    })
    expect(conf).toEqual(want.conf_raw)
  })

  test('passes the full check, with the same number of free pages', () => {
    const report = checkIntegrity(file)
    expect(report.damage.map(d => d.code)).toEqual(stored ? [] : ['freelist-not-stored'])
    expect(report.free).toBe(want.free_pages)
    expect(report.reachable + report.free).toBe(Number(file.meta?.highWater))
    expect(measureSpace(file)).toEqual({
      fileBytes: bytes.length,
      pages: Number(file.meta?.highWater),
      free: want.free_pages,
      reclaimableBytes: want.free_pages * want.page_size,
    })
  })
})
