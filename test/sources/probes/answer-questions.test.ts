import {createSocket} from 'node:dgram'
import {createServer} from 'node:net'
import {expect, onTestFinished, test} from 'vitest'
import {answerQuestions} from '../../../src/sources/probes/answer-questions.ts'
import {limits} from '../../../src/sources/probes/limits.ts'
import type {Question} from '../../../src/sources/probes/question.ts'

const settings = {hosts: '127.0.0.1 here\n', resolvConf: 'nameserver 127.0.0.1\n'}
const question = (host: string, ports: Partial<Question>): Question => ({host, tcp: [], udp: [], why: [], ...ports})

/** The outcomes alone, in their order. */
async function outcomes(questions: readonly Question[], budget: number = limits.asking) {
  return (await answerQuestions(questions, settings, budget)).map(a => a.outcome)
}

async function listen(): Promise<number> {
  const server = createServer(socket => socket.on('error', () => {}))
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready))
  onTestFinished(() => void server.close())
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

/** A port that was free a moment ago. */
async function closed(): Promise<number> {
  const server = createServer()
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  await new Promise(done => server.close(done))
  return typeof address === 'object' && address ? address.port : 0
}

/** A UDP port; it answers what it gets, or keeps silent. */
async function datagrams(answer: string | null): Promise<{port: number; got: Buffer[]}> {
  const got: Buffer[] = []
  const socket = createSocket('udp4')
  socket.on('message', (message, from) => {
    got.push(message)
    if (answer !== null) socket.send(answer, from.port, from.address)
  })
  await new Promise<void>(ready => socket.bind(0, '127.0.0.1', ready))
  onTestFinished(() => void socket.close())
  return {port: socket.address().port, got}
}

test('a port that listens is open, one that does not refuses', async () => {
  const [open, refused] = [await listen(), await closed()]
  expect(await outcomes([question('127.0.0.1', {tcp: [open, refused]})])).toEqual([
    {result: 'open', from: '127.0.0.1'},
    {result: 'refused'},
  ])
})

test('an address without a way there', async () => {
  // Multicast takes no connection on any system.
  expect(await outcomes([question('224.0.0.1', {tcp: [9]})])).toMatchObject([{result: 'unreachable'}])
})

test('datagrams: answered, kept silent about, refused', async () => {
  const [talks, silent] = [await datagrams('x'), await datagrams(null)]
  const refused = await closed()
  const asked = await outcomes([question('127.0.0.1', {udp: [talks.port, silent.port, refused]})])
  expect(asked).toEqual([{result: 'answered'}, {result: 'silent'}, {result: 'refused'}])
  // memberlist: type 0, a map of SeqNo and an empty Node.
  expect(talks.got[0]).toEqual(Buffer.from('\x00\x82\xa5SeqNo\x01\xa4Node\xa0', 'latin1'))
})

test('a name of the hosts file leads to its address, and says so', async () => {
  const port = await listen()
  const [name, connection] = await answerQuestions([question('HERE', {tcp: [port]})], settings, limits.asking)
  expect(name).toMatchObject({
    kind: 'name',
    name: 'HERE',
    how: 'asked',
    outcome: {result: 'found', addresses: [{address: '127.0.0.1', from: {kind: 'hosts-file'}}]},
  })
  expect(connection).toMatchObject({kind: 'tcp', name: 'HERE', address: '127.0.0.1', outcome: {result: 'open'}})
})

test('what there is no time for was not tried', async () => {
  const port = await listen()
  const asked = await outcomes([question('127.0.0.1', {tcp: [port]}), question('elsewhere', {tcp: [1]})], 0)
  expect(asked).toEqual([
    {result: 'not-tried', because: 'out-of-time', detail: null},
    {result: 'not-tried', because: 'out-of-time', detail: null},
  ])
})

test('more questions than may be under way at once are all answered', async () => {
  const port = await listen()
  const many = Array.from({length: limits.parallel * 3}, () => question('127.0.0.1', {tcp: [port]}))
  expect(new Set((await outcomes(many)).map(o => o.result))).toEqual(new Set(['open']))
})

test('a process that gets its turn late does not take an answer that is there for none', async () => {
  const port = await listen()
  const asked = outcomes([question('127.0.0.1', {tcp: [port]})])
  // The connection is made by the system meanwhile; the time for it is over when this is.
  setImmediate(() => {
    const end = performance.now() + limits.tcp + 100
    while (performance.now() < end);
  })
  expect(await asked).toEqual([{result: 'open', from: '127.0.0.1'}])
})
