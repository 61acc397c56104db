import fc from 'fast-check'
import {encodeConfiguration} from '../../../src/formats/raft/encode-configuration.ts'
import {encodeEntry} from '../../../src/formats/raft/encode-entry.ts'
import type {LogEntry, RaftServer} from '../../../src/formats/raft/types.ts'

const u64 = fc.oneof(fc.bigInt(0n, 300n), fc.bigInt(0n, 2n ** 64n - 1n), fc.constantFrom(2n ** 53n, 2n ** 32n, 65536n))
const body = fc.option(fc.oneof(fc.uint8Array({maxLength: 40}), fc.uint8Array({minLength: 250, maxLength: 300})))

/** Any entry that raft can write. */
export const anyEntry: fc.Arbitrary<Omit<LogEntry, 'type'>> = fc.record({
  index: u64,
  term: u64,
  typeNumber: fc.integer({min: 0, max: 7}),
  data: body,
  extensions: fc.option(fc.uint8Array({maxLength: 12}), {freq: 2}),
  appendedAt: fc.option(fc.bigInt(-(10n ** 18n), 4n * 10n ** 18n)),
})

export const anyServer: fc.Arbitrary<RaftServer> = fc.record({
  id: fc.string({unit: 'grapheme', maxLength: 40}),
  address: fc.oneof(
    fc.string({maxLength: 20}),
    fc.ipV4().map(ip => `${ip}:6868`),
  ),
  suffrage: fc.constantFrom('Voter' as const, 'Nonvoter' as const, 'Staging' as const),
})

/**
 * Good bytes with a few bytes changed, cut or put in: most stay near enough to the format to reach every branch of a
 * decoder.
 */
export function damaged(good: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const place = fc.noBias(fc.nat(0xffff))
  const head = fc.oneof(fc.constantFrom(0x80, 0x8f, 0x90, 0xc0, 0xc7, 0xd6, 0xda, 0xdb, 0xdc, 0xdf, 0xff), fc.nat(255))
  const change = fc.record({
    place,
    byte: head,
    kind: fc.constantFrom('set', 'set', 'set', 'set', 'set', 'set', 'cut', 'insert', 'remove'),
  })
  return fc.tuple(good, fc.array(change, {minLength: 1, maxLength: 2})).map(([bytes, changes]) =>
    changes.reduce((now, {place, byte, kind}) => {
      const at = place % (now.length + 1)
      const list = Array.from(now)
      if (kind === 'set') list[at] = byte
      else if (kind === 'cut') list.length = at
      else list.splice(at, kind === 'remove' ? 1 : 0, ...(kind === 'remove' ? [] : [byte]))
      return Uint8Array.from(list)
    }, bytes),
  )
}

export const entryBytes = anyEntry.map(encodeEntry)
export const configurationBytes = fc.array(anyServer, {maxLength: 5}).map(encodeConfiguration)
