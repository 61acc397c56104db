import {mkdtempSync, rmSync, truncateSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import fc from 'fast-check'
import {afterAll, expect, test} from 'vitest'
import {openFileBytes} from '../../src/sources/file-bytes.ts'

const folder = mkdtempSync(join(tmpdir(), 'doctor-bytes-'))
afterAll(() => rmSync(folder, {recursive: true, force: true}))

function fileOf(size: number): {path: string; content: Uint8Array} {
  const content = Uint8Array.from({length: size}, (_, i) => (i * 7 + (i >>> 8) * 13) & 255)
  const path = join(folder, `${size}.bin`)
  writeFileSync(path, content)
  return {path, content}
}

test.each([0, 1, 4095, 16384, 16385, 100_000, 5_000_000])('every read of a file of %i bytes is the slice', size => {
  const {path, content} = fileOf(size)
  const bytes = openFileBytes(path)
  expect(bytes.size).toBe(size)
  const offset = fc.oneof(fc.nat(size + 10), fc.nat(40_000))
  const length = fc.oneof(fc.nat(64), fc.nat(20_000), fc.nat(size + 10))
  fc.assert(
    fc.property(fc.array(fc.tuple(offset, length), {minLength: 1, maxLength: 20}), reads => {
      for (const [at, n] of reads) {
        const want = content.subarray(at, at + n)
        if (Buffer.compare(bytes.read(at, n), want) !== 0) throw new Error(`read(${at}, ${n})`)
        const target = new Uint8Array(n)
        const found = bytes.readInto?.(target, at, n)
        if (Buffer.compare(target.subarray(0, found), want) !== 0) throw new Error(`readInto(${at}, ${n})`)
      }
    }),
    {numRuns: 60},
  )
  expect(bytes.failures).toEqual([])
  bytes.close()
})

test('offsets beyond 2^53 and lengths of 0 give nothing', () => {
  const {path} = fileOf(100)
  const bytes = openFileBytes(path)
  expect(bytes.read(2 ** 60, 16)).toHaveLength(0)
  expect(bytes.read(10, 0)).toHaveLength(0)
  expect(bytes.read(100, 1)).toHaveLength(0)
  bytes.close()
})

test('a file that shrinks under the reader gives what is left', () => {
  const {path, content} = fileOf(60_000)
  const bytes = openFileBytes(path)
  truncateSync(path, 30_000)
  expect(bytes.read(29_000, 2000)).toEqual(content.subarray(29_000, 30_000))
  expect(bytes.read(50_000, 2000)).toHaveLength(0)
  expect(bytes.read(0, 60_000)).toEqual(content.subarray(0, 30_000))
  bytes.close()
})

test('a place that cannot be read is kept as a failure, not thrown', () => {
  // Reading a folder fails with EISDIR, as reading a bad block fails with EIO.
  const bytes = openFileBytes(folder)
  expect(bytes.read(0, 16)).toHaveLength(0)
  expect(bytes.failures).toMatchObject([{offset: 0, code: 'EISDIR'}])
  bytes.close()
})

test('opening what is not there throws the error of the system', () => {
  expect(() => openFileBytes(join(folder, 'none'))).toThrow(expect.objectContaining({code: 'ENOENT'}))
})
