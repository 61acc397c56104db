import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {checkIntegrity} from '../../../src/formats/bolt/check-integrity.ts'
import {listBuckets} from '../../../src/formats/bolt/list-buckets.ts'
import {measureSpace} from '../../../src/formats/bolt/measure-space.ts'
import {openBolt} from '../../../src/formats/bolt/open-bolt.ts'
import {pinPages} from '../../../src/formats/bolt/pin-pages.ts'
import {walkBucket} from '../../../src/formats/bolt/walk-bucket.ts'
import {bufferBytes} from '../../../src/formats/bytes.ts'
import {type GoldenName, golden, Patient, patient} from './golden-store.ts'

/**
 * Reads everything there is to read. The bytes asked for are counted: whatever the damage, a page is visited a
 * bounded number of times, so the work stays within a small multiple of the file.
 */
function readAll(bytes: Uint8Array): void {
  const source = bufferBytes(bytes)
  let asked = 0
  const read = (offset: number, length: number) => {
    if (!(Number.isSafeInteger(offset) && offset >= 0 && length >= 0)) throw new Error(`read(${offset}, ${length})`)
    const found = source.read(offset, length)
    asked += found.length
    return found
  }
  const file = openBolt({size: source.size, read})
  const report = checkIntegrity(file)
  expect(report.damage.length).toBeLessThan(1000)
  measureSpace(file)
  listBuckets(file)
  const from = new Uint8Array([0, 0, 0, 0, 0, 0, 0, 90])
  for (const bucket of ['conf', 'logs']) {
    for (const options of [{}, {from}, {onDamage: () => {}}]) {
      walkBucket(
        file,
        bucket,
        (key, value) => {
          if (key.length === 0 || value.tail(64).length > Math.min(64, value.length)) throw new Error('wrong size')
          return undefined
        },
        options,
      )
    }
  }
  pinPages(file).read(0, bytes.length)
  expect(asked).toBeLessThan(40 * bytes.length + 1024 * 1024)
}

/** Single bytes and aligned words, anywhere; half of them in the structures that lead the way. */
const wounds = (size: number, pageSize: number) =>
  fc.array(
    fc.record({
      offset: fc.oneof(
        fc.nat(size - 1),
        fc.tuple(fc.nat(Math.floor(size / pageSize) - 1), fc.nat(80)).map(([page, at]) => page * pageSize + at),
      ),
      bytes: fc.oneof(
        fc.uint8Array({minLength: 1, maxLength: 8}),
        fc.constantFrom([0, 0, 0, 0], [255, 255, 255, 255], [1], [2], [255, 255]).map(b => Uint8Array.from(b)),
      ),
    }),
    {minLength: 1, maxLength: 12},
  )

const names: GoldenName[] = ['tiny', 'boltdb', 'page-1k', 'no-freelist', 'overflow']

describe.each(names)('%s', name => {
  const whole = golden(name)
  const store = patient(name)
  const {pageSize} = store

  test('with bytes overwritten never throws and ends', () => {
    fc.assert(
      fc.property(wounds(whole.length, pageSize), fc.boolean(), (list, seal) => {
        const bytes = whole.slice()
        for (const wound of list) bytes.set(wound.bytes.subarray(0, bytes.length - wound.offset), wound.offset)
        // Half of the runs get right checksums, so that wounds in the metas are believed.
        if (seal) sealBoth(bytes, store)
        readAll(bytes)
      }),
      {numRuns: 2500},
    )
  })

  test('cut anywhere never throws', () => {
    fc.assert(
      fc.property(fc.nat(whole.length), length => readAll(whole.slice(0, length))),
      {numRuns: 150},
    )
  })

  test('with pages put in the wrong place never throws', () => {
    const pages = Math.floor(whole.length / pageSize)
    const moves = fc.array(fc.tuple(fc.nat(pages - 1), fc.nat(pages - 1)), {minLength: 1, maxLength: 30})
    fc.assert(
      fc.property(moves, list => {
        const bytes = whole.slice()
        for (const [from, to] of list) bytes.copyWithin(to * pageSize, from * pageSize, (from + 1) * pageSize)
        readAll(bytes)
      }),
      {numRuns: 250},
    )
  })
})

test('random bytes behind a right meta never throw', () => {
  const p = patient('page-1k')
  fc.assert(
    fc.property(fc.uint8Array({minLength: 1024, maxLength: 8192, size: 'max'}), noise => {
      const bytes = p.bytes.slice()
      for (let at = 2048; at < bytes.length; at += noise.length) bytes.set(noise.subarray(0, bytes.length - at), at)
      readAll(bytes)
    }),
    {numRuns: 150},
  )
})

function sealBoth(bytes: Uint8Array, store: Patient): void {
  const sealed = Object.assign(Object.create(Patient.prototype), store, {bytes, view: new DataView(bytes.buffer)})
  for (const page of [0, 1] as const) sealed.seal(page)
}
