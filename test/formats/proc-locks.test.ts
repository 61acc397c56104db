import fc from 'fast-check'
import {expect, test} from 'vitest'
import {decodeProcLocks, splitDevice} from '../../src/formats/proc-locks.ts'

const listed = `1: OFDLCK ADVISORY  READ -1 00:06:3 0 EOF
2: FLOCK  ADVISORY  WRITE 32328 fe:00:9986586 0 EOF
2: -> FLOCK  ADVISORY  WRITE 32400 fe:00:9986586 0 EOF
3: POSIX  ADVISORY  READ  19080 103:0a:819688 128 191
4: FLOCK  ADVISORY  READ  77 08:01:18446744073709551615 0 EOF
5: LEASE  ACTIVE    READ  12 08:01:5 0 EOF
nonsense
`

test('locks that are held, and nobody who waits', () => {
  const locks = decodeProcLocks(listed)
  expect(locks.map(l => [l.kind, l.mode, l.pid])).toEqual([
    ['OFDLCK', 'READ', -1],
    ['FLOCK', 'WRITE', 32328],
    ['POSIX', 'READ', 19080],
    ['FLOCK', 'READ', 77],
    ['LEASE', 'READ', 12],
  ])
  expect(locks[1]).toMatchObject({major: 0xfe, minor: 0, inode: 9986586n})
  expect(locks[2]).toMatchObject({major: 0x103, minor: 0x0a})
  expect(locks[3]?.inode).toBe(18446744073709551615n)
})

test.each([
  // fe:00, 08:01, 259:10 and 0:1048577, as stat(1) prints them with %d.
  [65024n, {major: 254, minor: 0}],
  [2049n, {major: 8, minor: 1}],
  [66314n, {major: 259, minor: 10}],
  [0x10000001n, {major: 0, minor: 0x10001}],
])('device %s', (device, parts) => expect(splitDevice(device)).toEqual(parts))

test('never throws, whatever the text', () => {
  const lines = listed.split('\n')
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...lines, 'x', '1: ')).map(l => l.join('\n')),
    fc
      .tuple(fc.constantFrom(...lines), fc.nat(60), fc.string({maxLength: 4}))
      .map(([line, at, put]) => line.slice(0, at) + put + line.slice(at + 1)),
  )
  fc.assert(fc.property(text, t => void decodeProcLocks(t)))
})
