import {writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {join} from 'node:path'
import {describe, expect, onTestFinished, test} from 'vitest'
import type {Container} from '../../../src/case/case.ts'
import type {Asker} from '../../../src/sources/probes/asker.ts'
import {enterNamespace} from '../../../src/sources/probes/enter-namespace.ts'
import {limits} from '../../../src/sources/probes/limits.ts'
import type {Question} from '../../../src/sources/probes/question.ts'
import {scratch} from '../../unpack.ts'
import {bundleProgram} from './bundle-program.ts'
import {isRoot, networkMissing, ownNetwork, stateOfNetwork} from './own-network.ts'

const question = (host: string, ports: Partial<Question> = {}): Question => ({
  host,
  tcp: [],
  udp: [],
  why: [],
  ...ports,
})

function enter(container: Container, program = bundleProgram('src/sources/probes/probe-process.ts')): Asker {
  const asker = enterNamespace(container, program)
  if ('because' in asker) throw new Error(JSON.stringify(asker))
  onTestFinished(() => asker.close())
  return asker
}

async function outcomes(asker: Asker, ...questions: readonly Question[]) {
  const asked = await asker.ask(questions)
  return 'answers' in asked ? asked.answers.map(a => a.outcome) : asked
}

describe.skipIf(!isRoot)('inside a network of its own (needs root)', () => {
  test('asks as its processes would: their ports, their black holes, their resolver', async context => {
    context.skip(networkMissing() !== '', networkMissing())
    const container = await ownNetwork()
    const before = stateOfNetwork(container.pid ?? 0)
    const asker = enter(container)
    expect(asker.vantage).toEqual({at: 'container', name: 's1'})
    const start = performance.now()
    expect(
      await outcomes(
        asker,
        question('10.99.0.1', {tcp: [6868]}),
        question('10.99.0.9', {tcp: [6868], udp: [8946]}),
        question('192.0.2.1', {tcp: [6868]}),
        question('myself'),
        question('s2'),
        question('nobody'),
        question('slow'),
        question('broken'),
      ),
    ).toEqual([
      {result: 'refused'},
      {result: 'no-answer'},
      {result: 'silent'},
      {result: 'unreachable', code: 'ENETUNREACH'},
      {result: 'found', addresses: [{address: '10.99.0.1', from: {kind: 'hosts-file'}}]},
      {result: 'found', addresses: [{address: '10.99.0.2', from: {kind: 'docker-dns'}}]},
      {result: 'name-unknown', saidBy: [{kind: 'hosts-file'}, {kind: 'docker-dns'}]},
      {result: 'no-answer', saidBy: [{kind: 'docker-dns'}]},
      {result: 'server-failure', saidBy: [{kind: 'docker-dns'}]},
    ])
    expect(performance.now() - start).toBeLessThan(limits.asking + limits.handingOver)
    // The same process takes more orders, also before the first is done.
    const slow = outcomes(asker, question('10.99.0.9', {tcp: [6868]}))
    expect(await outcomes(asker, question('myself'))).toMatchObject([{result: 'found'}])
    expect(await slow).toEqual([{result: 'no-answer'}])
    expect(stateOfNetwork(container.pid ?? 0)).toBe(before)
  })

  test('what listens on this host is not there', async context => {
    context.skip(networkMissing() !== '', networkMissing())
    const server = createServer()
    await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready))
    onTestFinished(() => void server.close())
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    expect(await outcomes(enter(await ownNetwork()), question('127.0.0.1', {tcp: [port]}))).toEqual([
      {result: 'refused'},
    ])
  })

  test.for([
    ['dies at once', 'process.exit(3)'],
    ['talks nonsense', 'process.stdout.write("hello\\n"); process.stdin.resume()'],
    ['floods', 'const more = () => process.stdout.write("x".repeat(65536), more); more()'],
  ])('a program that %s is a value, not an exception', async ([, code = ''], context) => {
    context.skip(networkMissing() !== '', networkMissing())
    const program = join(scratch(), 'program.mjs')
    writeFileSync(program, code)
    expect(await outcomes(enter(await ownNetwork(), program), question('127.0.0.1', {tcp: [1]}))).toMatchObject({
      because: 'failed',
    })
  })
})

describe('who cannot be entered', () => {
  const container = (changes: Partial<Container>) =>
    ({id: 'f'.repeat(64), name: 's1', pid: process.pid, ...changes}) as Container

  test.skipIf(process.platform !== 'linux')('a number that belongs to another process here', () => {
    expect(enterNamespace(container({}), 'program')).toEqual({because: 'process-not-visible', detail: null})
  })

  test.skipIf(process.platform !== 'linux')('no process at all, and one that is gone', () => {
    for (const pid of [null, 2 ** 22 + 1])
      expect(enterNamespace(container({pid}), 'program')).toEqual({because: 'process-not-visible', detail: null})
  })
})
