import {createServer} from 'node:http'
import {type AddressInfo, createServer as createTcpServer, type Server, type Socket} from 'node:net'
import {afterEach, describe, expect, it} from 'vitest'
import {askApis} from '../../../src/sources/live/ask-api.ts'

const servers: Server[] = []
const sockets = new Set<Socket>()
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  for (const server of servers.splice(0)) await new Promise(done => server.close(done))
})

async function listen(server: Server): Promise<string> {
  servers.push(server)
  server.on('connection', socket => void sockets.add(socket))
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const leaderless = () =>
  listen(
    createServer((request, response) => {
      if (request.url === '/v1/leader') response.writeHead(500).end('null')
      else if (request.url === '/v1/isleader') response.writeHead(404).end('"I am a follower"')
      else response.end('[]')
    }),
  )

describe('askApis', () => {
  it('keeps status and body of every question', async () => {
    const base = await leaderless()
    const [asked] = await askApis([{server: 's1', bases: [base]}], 500)
    expect(asked?.answered && asked.answers).toMatchObject({
      source: base,
      server: 's1',
      answers: {'/v1/leader': {status: 500, body: 'null'}, '/v1/isleader': {status: 404, body: '"I am a follower"'}},
    })
  })

  it('goes on to the next address when the first does not answer', async () => {
    const base = await leaderless()
    const [asked] = await askApis([{server: 's1', bases: ['http://127.0.0.1:1', base]}], 500)
    expect(asked?.answered && asked.answers.source).toBe(base)
  })

  it('keeps the other answers when one question hangs', async () => {
    const base = await listen(
      createServer((request, response) => {
        if (request.url !== '/v1/busy') response.end('[]')
      }),
    )
    const [asked] = await askApis([{server: 's1', bases: [base]}], 200)
    expect(asked?.answered && Object.keys(asked.answers.answers)).toContain('/v1/members')
    expect(asked?.answered && asked.missed).toEqual(['/v1/busy: no answer in time'])
  })

  it('gives up a server that accepts and never answers, in bounded time', async () => {
    const hanging = await listen(createTcpServer(socket => void socket.on('error', () => {})))
    const started = Date.now()
    const [asked] = await askApis([{server: 's1', bases: [hanging]}], 200)
    expect(asked).toMatchObject({answered: false, server: 's1', silent: hanging})
    expect(asked && !asked.answered && asked.reason).toContain('no answer in time')
    expect(Date.now() - started).toBeLessThan(3000)
  })

  it('says what a closed port and a server without an address are', async () => {
    const [closed, none] = await askApis(
      [
        {server: 'a', bases: ['http://127.0.0.1:1']},
        {server: 'b', bases: []},
      ],
      500,
    )
    expect(closed).toMatchObject({answered: false, silent: null, reason: expect.stringContaining('ECONNREFUSED')})
    expect(none && !none.answered && none.reason).toContain('no address')
  })

  it('cuts a body that does not end', async () => {
    const endless = await listen(
      createServer((_, response) => {
        const chunk = Buffer.alloc(1 << 20, 'x')
        const more = () => {
          while (response.write(chunk));
        }
        response.on('drain', more)
        more()
      }),
    )
    const [asked] = await askApis([{server: 's1', bases: [endless]}], 2000)
    expect(
      asked?.answered === false ||
        (asked?.answered && (asked.answers.answers['/v1/jobs']?.body.length ?? 0) <= 9 * (1 << 20)),
    ).toBe(true)
  })
})
