import {execFileSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import fc from 'fast-check'
import {beforeAll, beforeEach, describe, expect, test} from 'vitest'
import {openBolt} from '../../../src/formats/bolt/open-bolt.ts'
import {walkBucket} from '../../../src/formats/bolt/walk-bucket.ts'
import {bufferBytes} from '../../../src/formats/bytes.ts'
import {MsgpackWriter} from '../../../src/formats/msgpack/writer.ts'
import {decodeConfiguration, suffrageOf} from '../../../src/formats/raft/decode-configuration.ts'
import {decodeEntry} from '../../../src/formats/raft/decode-entry.ts'
import {decodePeers} from '../../../src/formats/raft/decode-peers.ts'
import {encodeConfiguration} from '../../../src/formats/raft/encode-configuration.ts'
import {encodeEntry} from '../../../src/formats/raft/encode-entry.ts'
import {oracle, oracleMissing} from '../../oracle-binary.ts'
import {unpack} from '../../unpack.ts'
import {anyEntry, anyServer, configurationBytes, damaged, entryBytes} from './arbitraries.ts'

const hex = (bytes: Uint8Array | null) => Buffer.from(bytes ?? []).toString('hex')
const utf8 = (text: string) => new TextDecoder('utf-8', {ignoreBOM: true}).decode(Buffer.from(text, 'hex'))

/**
 * Values refused for these are not handed to the genuine codec: it may allocate whatever length it is told, or count
 * to four thousand million.
 */
const dangerous = /announced|ends too early|instead of/

function genuine(kind: string, values: readonly Uint8Array[]): Record<string, unknown>[] {
  const input = values.map(value => `${hex(value)}\n`).join('')
  const output = execFileSync(oracle() as string, ['decode', kind], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    timeout: 60_000,
  })
  return output
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
}

/** Unix seconds and nanoseconds as Go prints them; its seconds wrap around at 64 bits. */
function goClock(time: bigint | null): [string?, number?] {
  if (time === null) return [undefined, undefined]
  const nanoseconds = BigInt.asUintN(64, ((time % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n)
  return [String(BigInt.asIntN(64, (time - nanoseconds) / 1_000_000_000n)), Number(nanoseconds)]
}

describe('own encoding comes back', () => {
  test('of entries', () => {
    fc.assert(
      fc.property(anyEntry, entry => {
        expect(decodeEntry(encodeEntry(entry))).toMatchObject({
          ...entry,
          data: entry.data,
          extensions: entry.extensions,
        })
      }),
    )
  })

  test('of configurations', () => {
    fc.assert(
      fc.property(fc.array(anyServer, {maxLength: 20}), servers => {
        expect(decodeConfiguration(encodeConfiguration(servers))).toEqual(servers)
      }),
    )
  })
})

describe('entries of genuine stores', () => {
  test.each(['restarts', 'snapshots', 'raft-1.8', 'recovered'])('%s: written again they are the same bytes', name => {
    const bytes = readFileSync(join(unpack(`raft/${name}.tar.gz`), 'raft/raft.db'))
    let entries = 0
    walkBucket(openBolt(bufferBytes(bytes)), 'logs', (_, value) => {
      const stored = Uint8Array.from(value.bytes())
      const entry = decodeEntry(stored)
      if ('problem' in entry) throw new Error(entry.problem)
      // Go writes the zone of the clock it ran by; ours is always UTC.
      stored.fill(0xff, 26, 28)
      expect(hex(encodeEntry(entry))).toBe(hex(stored))
      entries++
      return undefined
    })
    expect(entries > 20).toBe(name !== 'recovered')
  })
})

describe('forms that Dkron does not write', () => {
  const head = Buffer.concat([Buffer.from([0x82, 0xaa]), Buffer.from('AppendedAt')])
  const timed = (time: string) => decodeEntry(Buffer.concat([head, Buffer.from(`${time}a5496e64657807`, 'hex')]))

  test.each([
    ['d6ff6553f100', 1_700_000_000_000_000_000n],
    ['d7ff1d6f34546553f100', 1_700_000_000_123_456_789n],
    ['c70cff075bcd15000000006553f100', 1_700_000_000_123_456_789n],
    ['c40f010000000edce5e800075bcd15ffff', 1_700_000_000_123_456_789n],
    ['c0', null],
  ])('a time of %s', (time, appendedAt) => expect(timed(time)).toMatchObject({appendedAt}))

  test.each([
    ['d605 6553f100', 'extension type 5 instead of a time'],
    ['c70bff0000000000000000000000', 'time of 11 bytes'],
    ['93010203', '0x93 instead of a string'],
  ])('a time of %s is none', (time, problem) => {
    expect(timed(time.replace(' ', ''))).toEqual({problem: expect.stringContaining(problem)})
  })

  test('types beyond one byte are refused, unknown ones are not', () => {
    const typed = (type: string) =>
      decodeEntry(Buffer.concat([Buffer.from([0x81, 0xa4]), Buffer.from('Type'), Buffer.from(type, 'hex')]))
    expect(typed('ccff')).toMatchObject({type: 'Unknown', typeNumber: 255})
    expect(typed('cd0100')).toEqual({problem: expect.stringContaining('type 256 is out of range')})
  })

  test('an empty map is an entry of zeroes, an empty value none', () => {
    expect(decodeEntry(Uint8Array.of(0x80))).toEqual({
      index: 0n,
      term: 0n,
      type: 'Command',
      typeNumber: 0,
      data: null,
      extensions: null,
      appendedAt: null,
    })
    expect(decodeEntry(new Uint8Array())).toEqual({problem: 'ends too early at byte 0'})
    expect(decodeEntry(Uint8Array.of(0x80, 0))).toEqual({problem: '1 bytes after the entry at byte 1'})
  })
})

describe('damaged bytes give a value or a problem, never an exception', () => {
  test.each([
    ['entry', entryBytes, decodeEntry],
    ['configuration', configurationBytes, decodeConfiguration],
    ['peers', configurationBytes, decodePeers],
  ] as const)('%s', (_, good, decode) => {
    fc.assert(
      fc.property(fc.oneof(damaged(good), fc.uint8Array({maxLength: 60})), bytes => {
        decode(bytes)
      }),
      {numRuns: 2000},
    )
  })

  test('no length is believed', () => {
    for (const head of ['df7fffffff', 'dd7fffffff', 'dbffffffff', '86aa417070656e6465644174dbffffffff']) {
      const bytes = Buffer.from(head, 'hex')
      for (const decode of [decodeEntry, decodeConfiguration, decodePeers])
        expect(decode(bytes)).toHaveProperty('problem')
    }
  })

  test('nesting costs neither stack nor time', () => {
    const deep = Buffer.concat([Buffer.from('81a158', 'hex'), Buffer.alloc(2_000_000, 0x91)])
    expect(decodeEntry(deep)).toEqual({problem: expect.stringContaining('ends too early')})
  })
})

describe('against the genuine codec', () => {
  beforeAll(() => void oracle(), 600_000)
  beforeEach(context => context.skip(oracleMissing() !== '', oracleMissing()))

  test('configurations are written byte for byte the same', () => {
    const args = [
      'encode',
      '-servers',
      'n1=10.0.0.1:6868,n2=10.0.0.2:6868!,a-longer-name-than-31-characters-it-is=[::1]:6868',
    ]
    const servers = [
      {id: 'n1', address: '10.0.0.1:6868', suffrage: 'Voter'},
      {id: 'n2', address: '10.0.0.2:6868', suffrage: 'Nonvoter'},
      {id: 'a-longer-name-than-31-characters-it-is', address: '[::1]:6868', suffrage: 'Voter'},
    ] as const
    const output = execFileSync(oracle() as string, args, {encoding: 'utf8'})
    expect(`configuration ${hex(encodeConfiguration(servers))}\n`).toBe(output)
  })

  test('entries, whole and damaged, mean the same', () => {
    const values = [...fc.sample(entryBytes, 500), ...fc.sample(damaged(entryBytes), 4000)]
    const pairs = values.map(value => ({value, own: decodeEntry(value)}))
    const asked = pairs.filter(({own}) => !('problem' in own && dangerous.test(own.problem)))
    const answers = genuine(
      'entry',
      asked.map(pair => pair.value),
    )
    let agreed = 0
    for (const [i, {value, own}] of asked.entries()) {
      const answer = answers[i] as Record<string, unknown>
      if ('problem' in own) {
        // Stricter on purpose.
        const stricter = /after the entry|no letters/.test(own.problem)
        if (!stricter) expect(answer, `${hex(value)}: ${own.problem}`).toHaveProperty('error')
        continue
      }
      const {seconds, nanoseconds, ...rest} = answer
      expect(rest, hex(value)).toEqual({
        index: String(own.index),
        term: String(own.term),
        type: own.typeNumber,
        data: hex(own.data),
        extensions: hex(own.extensions),
      })
      // A fraction of a second that is none reads as no time here; only damaged bytes have one.
      if (own.appendedAt !== null || seconds === undefined) {
        expect(goClock(own.appendedAt), hex(value)).toEqual([seconds, nanoseconds])
      }
      agreed++
    }
    expect(agreed).toBeGreaterThan(1000)
  })

  test('peer sets, whole and damaged, mean the same', () => {
    const good = fc.array(fc.string({maxLength: 40}), {maxLength: 20}).map(peers => {
      const writer = new MsgpackWriter().array(peers.length)
      for (const peer of peers) writer.raw(peer)
      return writer.bytes()
    })
    const values = [...fc.sample(good, 200), ...fc.sample(damaged(good), 1000)].map(value => ({
      value,
      own: decodePeers(value),
    }))
    const asked = values.filter(({own}) => !('problem' in own))
    const answers = genuine(
      'peers',
      asked.map(pair => pair.value),
    )
    expect(asked.length).toBeGreaterThan(400)
    for (const [i, {value, own}] of asked.entries()) {
      const peers = (answers[i] as {peers?: string[]}).peers?.map(utf8)
      expect(own, hex(value)).toEqual(peers?.map(address => ({id: address, address, suffrage: 'Voter'})))
    }
  })

  test('configurations, whole and damaged, mean the same', () => {
    const values = [...fc.sample(configurationBytes, 300), ...fc.sample(damaged(configurationBytes), 3000)]
    const pairs = values.map(value => ({value, own: decodeConfiguration(value)}))
    const asked = pairs.filter(({own}) => !('problem' in own && dangerous.test(own.problem)))
    const answers = genuine(
      'configuration',
      asked.map(pair => pair.value),
    )
    let agreed = 0
    for (const [i, {value, own}] of asked.entries()) {
      const answer = answers[i] as {error?: string; servers?: {id: string; address: string; suffrage: number}[]}
      if ('problem' in own) {
        const stricter = /negative|no letters/.test(own.problem)
        if (!stricter) expect(answer, `${hex(value)}: ${own.problem}`).toHaveProperty('error')
        continue
      }
      const servers = answer.servers?.map(s => ({
        id: utf8(s.id),
        address: utf8(s.address),
        suffrage: suffrageOf(s.suffrage),
      }))
      expect(own, hex(value)).toEqual(servers)
      agreed++
    }
    expect(agreed).toBeGreaterThan(500)
  })
})
