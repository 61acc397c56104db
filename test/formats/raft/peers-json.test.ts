import {execFileSync} from 'node:child_process'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import fc from 'fast-check'
import {beforeAll, describe, expect, test} from 'vitest'
import {decodePeersJson} from '../../../src/formats/raft/peers-json.ts'
import {oracle, oracleMissing} from '../../oracle-binary.ts'
import {scratch} from '../../unpack.ts'
import {damaged} from './arbitraries.ts'

type Outcome = {readonly error: string} | {readonly servers: readonly {id: string; address: string; suffrage: string}[]}

/** A text and what raft's two readers of peers.json make of it. */
interface Recorded {
  readonly text?: string
  readonly base64?: string
  readonly servers: Outcome
  readonly addresses: Outcome
}

const recorded: readonly Recorded[] = JSON.parse(
  readFileSync(new URL('../../../fixtures/raft/peers-json.json', import.meta.url), 'utf8'),
)
const bytesOf = ({text, base64}: Recorded) => Buffer.from(text ?? base64 ?? '', text === undefined ? 'base64' : 'utf8')
const named = recorded.map(row => [JSON.stringify(row.text ?? row.base64), row] as const)
const decode = (text: string | Uint8Array) => decodePeersJson(text, 'raft/peers.json', 'read-at-start')

describe('peers.json as raft reads it', () => {
  test.each(named)('%s', (_, row) => {
    const own = decode(bytesOf(row))
    const refusal = own.parseError ?? own.ruleErrors[0] ?? null
    if ('error' in row.servers) expect(refusal).toBe(row.servers.error)
    else expect({refusal, servers: own.servers}).toEqual({refusal: null, ...row.servers})
    if (own.style !== 'addresses') return
    // The same list read by the other reader, which Dkron never uses.
    if ('error' in row.addresses) expect(own.ruleErrors[0]).toBe(row.addresses.error)
    else expect({rules: own.ruleErrors, servers: own.servers}).toEqual({rules: [], ...row.addresses})
  })

  test('every broken rule is told, the one raft reports first', () => {
    expect(decode('[{"id":"a","address":""},{"id":"a","address":"x","non_voter":true}]').ruleErrors).toEqual([
      'empty address in configuration: {Voter a }',
      'found duplicate ID in configuration: a',
    ])
  })

  test('file and place are handed through', () => {
    expect(decodePeersJson('[]', 'peers.json', 'never-read')).toMatchObject({file: 'peers.json', placed: 'never-read'})
  })

  test('damaged texts give a value, never an exception', () => {
    const text = fc.constantFrom(...recorded.map(row => Uint8Array.from(bytesOf(row))))
    fc.assert(
      fc.property(fc.oneof(damaged(text), fc.uint8Array()), bytes => void decode(bytes)),
      {numRuns: 2000},
    )
    fc.assert(
      fc.property(fc.json(), json => {
        expect(decode(json).parseError ?? '').not.toMatch(/EOF|invalid character/)
      }),
    )
  })

  test('nesting does not exhaust the stack', () => {
    expect(decode('['.repeat(100_000)).parseError).toBe('exceeded max depth')
  })
})

describe('against the genuine readers', () => {
  beforeAll(() => void oracle(), 600_000)

  test('damaged texts are refused in the same words', context => {
    context.skip(oracleMissing() !== '', oracleMissing())
    const good = fc.constantFrom(...recorded.map(row => Uint8Array.from(bytesOf(row))))
    const texts = fc.sample(damaged(good), 600)
    const folder = scratch()
    const files = texts.map((text, i) => {
      writeFileSync(join(folder, String(i)), text)
      return join(folder, String(i))
    })
    const answers: {servers: Outcome}[] = JSON.parse(
      execFileSync(oracle() as string, ['peers', ...files], {encoding: 'utf8', maxBuffer: 2 ** 26}),
    )
    for (const [i, text] of texts.entries()) {
      const own = decode(text)
      const answer = answers[i]?.servers as Outcome
      const refusal = own.parseError ?? own.ruleErrors[0] ?? null
      expect(refusal, Buffer.from(text).toString('hex')).toBe('error' in answer ? answer.error : null)
      if ('servers' in answer) expect(own.servers).toEqual(answer.servers)
    }
  })
})
