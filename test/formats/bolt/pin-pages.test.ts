import fc from 'fast-check'
import {expect, test} from 'vitest'
import {openBolt} from '../../../src/formats/bolt/open-bolt.ts'
import {pinPages} from '../../../src/formats/bolt/pin-pages.ts'
import {bufferBytes} from '../../../src/formats/bytes.ts'
import {golden, keysOf, patient} from './golden-store.ts'

test.each([true, false])(
  'reads are the bytes of before where pages are pinned, of now elsewhere (readInto %s)',
  into => {
    const before = golden('page-1k')
    const now = before.slice()
    const plain = bufferBytes(now)
    const readInto = (target: Uint8Array, offset: number, length: number) => {
      const found = plain.read(offset, length)
      target.set(found)
      return found.length
    }
    const pinned = pinPages(openBolt(into ? {...plain, readInto} : plain))
    now.fill(0xaa)
    const p = patient('page-1k')
    const lastBranch = p.child(p.logsRoot(), p.count(p.logsRoot()) - 1)
    const kept = new Set([
      0,
      1,
      p.root,
      p.freelist,
      p.logsRoot(),
      p.child(p.logsRoot(), 0),
      p.child(p.child(p.logsRoot(), 0), 0),
      lastBranch,
      p.child(lastBranch, p.count(lastBranch) - 1),
    ])
    const want = now.slice()
    for (const page of kept) want.set(before.subarray(p.at(page), p.at(page + 1)), p.at(page))
    fc.assert(
      fc.property(fc.nat(before.length + 10), fc.nat(20_000), (offset, length) => {
        const expected = want.subarray(offset, offset + length)
        if (Buffer.compare(pinned.read(offset, length), expected) !== 0) throw new Error(`read(${offset}, ${length})`)
        const target = new Uint8Array(length)
        const found = pinned.readInto?.(target, offset, length)
        if (Buffer.compare(target.subarray(0, found), expected) !== 0) throw new Error(`readInto(${offset}, ${length})`)
      }),
      {numRuns: 500},
    )
  },
)

test('a file without a usable meta is left as it is', () => {
  const bytes = bufferBytes(new Uint8Array(5000))
  expect(pinPages(openBolt(bytes))).toBe(bytes)
  expect(keysOf(new Uint8Array(5000))).toEqual({keys: [], codes: []})
})
