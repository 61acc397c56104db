import {describe, expect, test} from 'vitest'
import {openBolt} from '../../../src/formats/bolt/open-bolt.ts'
import type {BoltFile, Damage} from '../../../src/formats/bolt/types.ts'
import {walkBucket} from '../../../src/formats/bolt/walk-bucket.ts'
import {bufferBytes} from '../../../src/formats/bytes.ts'
import {golden, goldenNames, keysOf, open, patient} from './golden-store.ts'

/** The file, with a count of the bytes asked for. */
function counted(bytes: Uint8Array): {file: BoltFile; asked: () => number} {
  const source = bufferBytes(bytes)
  let asked = 0
  const file = openBolt({
    size: source.size,
    read(offset, length) {
      asked += length
      return source.read(offset, length)
    },
  })
  asked = 0
  return {file, asked: () => asked}
}

const key = (index: number): Uint8Array => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(index))
  return bytes
}

function walkFrom(file: BoltFile, from: Uint8Array): string[] {
  const keys: string[] = []
  walkBucket(
    file,
    'logs',
    k => {
      keys.push(Buffer.from(k).toString('hex'))
      return undefined
    },
    {from},
  )
  return keys
}

describe.each(goldenNames)('%s', name => {
  const all = keysOf(golden(name)).keys

  test('from any key gives that key and all after it', () => {
    const file = open(golden(name))
    const numbers = all.map(k => Number.parseInt(k, 16))
    const first = numbers[0] as number
    const last = numbers.at(-1) as number
    for (const from of [0, first, first + 1, Math.floor((first + last) / 2), last, last + 1]) {
      expect(walkFrom(file, key(from))).toEqual(all.filter(k => Number.parseInt(k, 16) >= from))
    }
    expect(walkFrom(file, new Uint8Array(0))).toEqual(all)
    expect(walkFrom(file, new Uint8Array([255]))).toEqual([])
  })

  test('stops when told to', () => {
    const seen: string[] = []
    walkBucket(open(golden(name)), 'logs', k => {
      seen.push(Buffer.from(k).toString('hex'))
      return seen.length === 3 ? 'stop' : undefined
    })
    expect(seen).toEqual(all.slice(0, 3))
  })

  test('gives nothing for a bucket that is not there', () => {
    walkBucket(open(golden(name)), 'log', () => expect.unreachable())
    walkBucket(open(golden(name)), '', () => expect.unreachable())
  })
})

test('a seek reads no earlier leaf', () => {
  const {file, asked} = counted(golden('page-1k'))
  expect(walkFrom(file, key(901))).toHaveLength(1)
  // Root bucket, two branches and a leaf, each with what stands behind it; the file has 322 KiB.
  expect(asked()).toBeLessThanOrEqual(4 * 16 * 1024)
})

test('the end of a large value is read without the value', () => {
  const {file, asked} = counted(golden('overflow'))
  let last = 0
  walkBucket(file, 'logs', (_, value) => {
    last = value.length
    expect(value.tail(10)).toHaveLength(10)
    return undefined
  })
  expect(last).toBeGreaterThan(20000)
  // Two pages, each with what stands behind it; the values alone are 60 KB.
  expect(asked()).toBeLessThan(2 * 16 * 1024 + 1024)
})

test('tail gives the whole of a shorter value, and nothing for 0', () => {
  walkBucket(open(golden('boltdb')), 'conf', (_, value) => {
    expect(Buffer.compare(value.tail(10000), value.bytes())).toBe(0)
    expect(value.tail(0)).toHaveLength(0)
    expect(value.tail(-1)).toHaveLength(0)
    return undefined
  })
})

test('the key stays while the value is read', () => {
  walkBucket(open(golden('overflow')), 'logs', (k, value) => {
    const before = Buffer.from(k).toString('hex')
    value.bytes()
    value.tail(100)
    expect(Buffer.from(k).toString('hex')).toBe(before)
    return undefined
  })
})

test('progress ends with the bytes of all leaves', () => {
  const done: number[] = []
  walkBucket(open(golden('page-1k')), 'logs', () => undefined, {onProgress: n => done.push(n)})
  expect(done).toEqual([299 * 1024])
})

test('sub-buckets are passed over', () => {
  const p = patient('boltdb')
  const leaf = p.child(p.logsRoot(), 0)
  p.view.setUint32(p.element(leaf, 1), 1, true)
  expect(keysOf(p.bytes).keys).toHaveLength(140)
})

test('a source that cannot be read on gives less, not an exception', () => {
  const bytes = golden('overflow')
  const file = open(bytes)
  const damage: Damage[] = []
  const failing: BoltFile = {
    ...file,
    bytes: {size: bytes.length, read: (o, n) => (n > 16384 ? bytes.subarray(o, o) : bytes.subarray(o, o + n))},
  }
  let values = 0
  walkBucket(
    failing,
    'logs',
    (_, value) => {
      values += value.bytes().length > 0 ? 1 : 0
      return undefined
    },
    {onDamage: d => damage.push(d)},
  )
  expect(values).toBe(1)
})

test('elements named in a part of the page that cannot be read are damage', () => {
  const p = patient('overflow')
  const leaf = p.logsRoot()
  p.view.setUint16(p.at(leaf) + 10, 300, true)
  const lost = p.at(leaf) + 4096
  const file = openBolt({
    size: p.bytes.length,
    read: (offset, length) =>
      p.bytes.subarray(offset, offset < lost ? Math.min(offset + length, lost) : offset + length),
  })
  const damage: Damage[] = []
  walkBucket(file, 'logs', () => undefined, {onDamage: d => damage.push(d)})
  expect(damage.map(d => d.message)).toContain(`page ${leaf} names 300 elements, 255 can be read`)
})
