import {describe, expect, test} from 'vitest'
import type {CronicleTarget} from '../../../../src/case/cronicle-questions.ts'
import {askTargets} from '../../../../src/sources/probes/cronicle/ask-targets.ts'
import {cronicleHere} from './cronicle-here.ts'

const settings = {hosts: '127.0.0.1 worker.example.net', resolvConf: 'nameserver 127.0.0.1'}

function target(port: number, host = 'worker.example.net'): CronicleTarget {
  return {target: {scheme: 'http', host, port}, reasons: [{as: 'typed', worker: 'w1'}]}
}

async function ask(port: number, milliseconds = 10_000) {
  const [seen] = await askTargets([target(port)], settings, milliseconds)
  if (!seen) throw new Error('nothing was seen')
  return seen
}

describe('a worker', () => {
  test('is asked eight times, joins nobody, and keeps no session', async () => {
    const here = await cronicleHere()
    const seen = await ask(here.port)
    expect(seen).toMatchObject({
      resolution: {state: 'read', value: {result: 'found', addresses: [{address: '127.0.0.1'}]}},
      tcp: [{address: '127.0.0.1', outcome: {result: 'open'}}],
      status: Array(4).fill({answered: true, code: 200, status: {hostname: 'w1', pid: 7}, excerpt: null}),
      handshakes: [{answered: true, opened: true, post: 200, joined: true, upgrades: ['websocket'], error: null}],
      upgrade: {state: 'read', value: {code: 101, error: null}},
      hold: {state: 'read', value: {transport: 'websocket', cut: false}},
    })
    expect(JSON.stringify(seen)).not.toMatch(/"sid"/)
    expect(here.seen).toEqual([
      ...Array(4).fill('GET /api/app/status'),
      'GET /socket.io/?EIO=4&transport=polling',
      'POST /socket.io/?EIO=4&transport=polling&sid=…',
      'GET /socket.io/?EIO=4&transport=polling&sid=…',
      'UPGRADE websocket',
    ])
    expect(here.events).toEqual([])
    await expect.poll(() => here.sessions()).toBe(0)
  })

  test('two processes in turn are both seen', async () => {
    const here = await cronicleHere({pid: n => n % 2})
    const {status} = await ask(here.port)
    expect(status.map(s => (s.answered ? s.status?.pid : null))).toEqual([0, 1, 0, 1])
  })

  test('whose address two names share is asked for one after the other, and held once', async () => {
    const here = await cronicleHere()
    const seen = await askTargets([target(here.port), target(here.port, '127.0.0.1')], settings, 10_000)
    expect(seen.map(s => s.hold.state)).toEqual(['read', 'not-collected'])
    expect(seen.map(s => s.upgrade.state)).toEqual(['read', 'read'])
    expect(here.seen.slice(8, 12)).toEqual(Array(4).fill('GET /api/app/status'))
  })
})

describe('somebody else', () => {
  test('who redirects is not followed, and has no socket', async () => {
    const here = await cronicleHere({
      before: (_, response) => {
        response.writeHead(301, {Location: 'https://worker.example.net/', Server: 'nginx'}).end('<html>moved</html>')
        return true
      },
    })
    expect(await ask(here.port)).toMatchObject({
      status: Array(2).fill({
        answered: true,
        code: 301,
        location: 'https://worker.example.net/',
        server: 'nginx',
        status: null,
        excerpt: '<html>moved</html>',
      }),
      handshakes: [],
    })
  })

  test('who answers for the socket alone', async () => {
    const here = await cronicleHere({
      before: (request, response) => {
        const blocked = request.url?.startsWith('/socket.io/') ?? false
        if (blocked) response.writeHead(404, {'Content-Type': 'text/html'}).end('<html>404</html>')
        return blocked
      },
    })
    expect(await ask(here.port)).toMatchObject({
      handshakes: [{answered: true, code: 404, opened: false, post: null, joined: false}],
      upgrade: {state: 'not-collected'},
    })
  })

  test('who never answers', async () => {
    const here = await cronicleHere({before: () => true})
    const start = performance.now()
    const {status, handshakes} = await ask(here.port, 4000)
    expect(status[0]).toMatchObject({answered: false, error: 'no answer in time'})
    expect(handshakes).toEqual([])
    expect(performance.now() - start).toBeLessThan(4500)
  })
})

test('a connection that is cut is seen to be cut', async () => {
  const here = await cronicleHere()
  const asked = ask(here.port)
  const cut = setInterval(() => {
    if (here.seen.includes('UPGRADE websocket')) for (const socket of here.sockets) socket.destroy()
  }, 100)
  const {hold} = await asked
  clearInterval(cut)
  expect(hold).toMatchObject({state: 'read', value: {cut: true}})
})

test('nobody listens, or the name is unknown', async () => {
  const here = await cronicleHere()
  const free = here.port === 1 ? 2 : 1
  expect(await ask(free)).toMatchObject({tcp: [{outcome: {result: 'refused'}}], status: [], handshakes: []})
  const [seen] = await askTargets([target(here.port, 'nobody.invalid')], {hosts: '', resolvConf: ''}, 3000)
  expect(seen).toMatchObject({tcp: [], status: []})
})

test('without time nothing is asked, and nothing is said', async () => {
  const here = await cronicleHere()
  expect(await askTargets([target(here.port)], settings, 1000)).toEqual([])
  expect(here.seen).toEqual([])
})
