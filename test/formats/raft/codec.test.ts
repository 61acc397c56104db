import {execFileSync} from 'node:child_process'
import fc from 'fast-check'
import {beforeAll, beforeEach, describe, expect, test} from 'vitest'
import {decodeConfiguration, suffrageOf} from '../../../src/formats/raft/decode-configuration.ts'
import {decodeEntry} from '../../../src/formats/raft/decode-entry.ts'
import {decodePeers} from '../../../src/formats/raft/decode-peers.ts'
import {encodeConfiguration} from '../../../src/formats/raft/encode-configuration.ts'
import {encodeEntry} from '../../../src/formats/raft/encode-entry.ts'
import {oracle, oracleMissing} from '../../oracle-binary.ts'
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
