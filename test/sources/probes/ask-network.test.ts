import {createServer} from 'node:net'
import {describe, expect, onTestFinished, test} from 'vitest'
import type {Case, Container} from '../../../src/case/case.ts'
import {NetworkInquiry} from '../../../src/sources/probes/ask-network.ts'
import {limits} from '../../../src/sources/probes/limits.ts'
import type {Errand, Question} from '../../../src/sources/probes/question.ts'
import {collectFixture} from '../../case/collect-fixture.ts'
import {bundleProgram} from './bundle-program.ts'
import {isRoot, networkMissing, ownNetwork} from './own-network.ts'

const question = (host: string, ...tcp: number[]): Question => ({
  host,
  tcp,
  udp: [],
  why: [{role: 'join-name', of: 's1'}],
})
const errand = (container: Container, ...questions: Question[]): Errand => ({
  vantage: {at: 'container', name: container.name},
  questions,
})

async function listen(): Promise<number> {
  const server = createServer()
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready))
  onTestFinished(() => void server.close())
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

/** Containers of another time, whose processes are not here. */
async function strangers(): Promise<{c: Case; s1: Container; s2: Container}> {
  const c = await collectFixture('v4.0.9-e4-1-healthy-3')
  const [s1, s2] = c.containers
  if (!s1 || !s2) throw new RangeError('the fixture has containers')
  return {c, s1, s2}
}

describe('from this host, when a namespace cannot be entered', () => {
  test('each address is asked once for all of them, and the answer says so', async () => {
    const {c, s1, s2} = await strangers()
    const port = await listen()
    const inquiry = new NetworkInquiry([s1, s2], {localEngine: true, program: 'none'})
    const probes = await inquiry.run(
      [errand(s1, question('127.0.0.1', port)), errand(s2, question('127.0.0.1', port))],
      c,
    )
    expect(probes).toEqual([
      expect.objectContaining({
        kind: 'tcp',
        outcome: {result: 'open', from: '127.0.0.1'},
        vantage: {
          at: 'host-instead',
          of: [s1.name, s2.name],
          because: process.platform === 'linux' ? 'process-not-visible' : 'not-linux',
          detail: null,
        },
      }),
    ])
  })

  test("what Docker's DNS would say is worked out, and marked as such", async () => {
    const {c, s1} = await strangers()
    const known = {
      ...c,
      containers: c.containers.map(k => ({...k, networks: k.networks.map(n => ({...n, address: '127.0.0.1'}))})),
    }
    const port = await listen()
    const inquiry = new NetworkInquiry([s1], {localEngine: true, program: 'none'})
    const probes = await inquiry.run([errand(s1, question('s2', port), question('s9', port))], known)
    const from = {kind: 'docker-dns'}
    expect(probes.map(p => (p.kind === 'name' ? [p.name, p.how, p.outcome] : [p.address, p.outcome.result]))).toEqual([
      ['s2', 'computed', {result: 'found', addresses: [{address: '127.0.0.1', from}]}],
      ['s9', 'computed', {result: 'name-unknown', saidBy: [from]}],
      ['127.0.0.1', process.platform === 'linux' ? 'open' : 'not-tried'],
    ])
  })

  test('containers of another machine are not asked for from here', async () => {
    const {c, s1} = await strangers()
    const inquiry = new NetworkInquiry([s1], {localEngine: false})
    const probes = await inquiry.run([errand(s1, question('10.77.101.12', 6868))], c)
    expect(probes).toMatchObject([
      {outcome: {result: 'not-tried', because: 'no-way-from-here'}, vantage: {because: 'remote-engine'}},
    ])
  })
})

describe('bounds', () => {
  test('no more than so many questions from one place, and none twice', async () => {
    const {c, s1} = await strangers()
    const port = await listen()
    const inquiry = new NetworkInquiry([s1], {localEngine: true, program: 'none'})
    const many = Array.from({length: limits.questions + 5}, (_, i) => question(`127.0.0.${i + 1}`, port))
    expect(await inquiry.run([errand(s1, ...many.slice(0, 3))], c)).toHaveLength(3)
    expect(await inquiry.run([errand(s1, ...many)], c)).toHaveLength(limits.questions - 3)
    expect(await inquiry.run([errand(s1, ...many)], c)).toEqual([])
  })

  test('only so many containers are entered', async () => {
    const {c, s1} = await strangers()
    const crowd = Array.from({length: limits.vantages + 2}, (_, i) => ({...s1, name: `s${i}`}))
    const inquiry = new NetworkInquiry(crowd, {localEngine: false})
    const probes = await inquiry.run(
      crowd.map(k => errand(k, question('10.0.0.1', 1))),
      c,
    )
    const [vantage] = probes.map(p => p.vantage)
    expect(vantage).toMatchObject({of: crowd.slice(0, limits.vantages).map(k => k.name)})
  })
})

test.skipIf(!isRoot)('from inside, twice, by one process (needs root)', async context => {
  context.skip(networkMissing() !== '', networkMissing())
  const container = await ownNetwork()
  const {c} = await strangers()
  const program = bundleProgram('src/sources/probes/probe-process.ts')
  const inquiry = new NetworkInquiry([container], {localEngine: true, program})
  onTestFinished(() => inquiry.close())
  for (const port of [6868, 8946]) {
    expect(await inquiry.run([errand(container, question('10.99.0.1', port))], c)).toMatchObject([
      {vantage: {at: 'container', name: 's1'}, port, outcome: {result: 'refused'}},
    ])
  }
})
