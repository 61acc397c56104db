import {readFileSync} from 'node:fs'
import {createServer, type Server} from 'node:http'
import {join} from 'node:path'
import {afterEach, describe, expect, it} from 'vitest'
import {collectDocker} from '../../../src/sources/docker/collect-docker.ts'
import {dockerodeEngine, withoutFrames} from '../../../src/sources/docker/dockerode-engine.ts'
import {scratch} from '../../unpack.ts'

const fixture = join(import.meta.dirname, '../../../fixtures/dkron/v4.0.9-e1-1-down-up-new-id-new-ip')
const [inspected] = JSON.parse(readFileSync(join(fixture, 'inspect-e1_dkron_1.json'), 'utf8'))
const [network] = JSON.parse(readFileSync(join(fixture, 'network-e1_default.json'), 'utf8'))
const log = readFileSync(join(fixture, 'log-e1_dkron_1.txt'), 'utf8')

let server: Server | null = null
afterEach(() => new Promise<void>(done => (server ? server.close(() => done()) : done())))

function frame(text: string): Buffer {
  const body = Buffer.from(text)
  const head = Buffer.alloc(8)
  head[0] = 1
  head.writeUInt32BE(body.length, 4)
  return Buffer.concat([head, body])
}

/** Replays an engine's own answers on a unix socket; `extra` other containers are listed beside the real one. */
async function engineOn(extra: number, overrides: Record<string, [number, string]> = {}) {
  const calls: string[] = []
  const listed = {
    Id: inspected.Id,
    Names: ['/e1_dkron_1'],
    Image: 'dkron:4.0.9',
    Command: '/dkron agent --server',
    State: 'running',
    Labels: inspected.Config.Labels,
    Mounts: inspected.Mounts,
    NetworkSettings: {Networks: {e1_default: {}}},
  }
  const others = Array.from({length: extra}, (_, i) => ({
    ...listed,
    Id: `${i}`.padStart(64, 'f'),
    Names: [`/other${i}`],
    Image: 'nginx',
    Command: 'nginx',
    Labels: {},
    Mounts: [],
  }))
  const path = join(scratch(), 'engine.sock')
  server = createServer((request, response) => {
    const url = (request.url ?? '').replace(/^\/v[\d.]+/, '')
    calls.push(`${request.method} ${url}`)
    const key = Object.keys(overrides).find(k => url.startsWith(k))
    if (key !== undefined) {
      const [status, body] = overrides[key] ?? [500, '']
      if (status === 0) return
      response.writeHead(status, {'content-type': 'application/json'}).end(body)
    } else if (url.startsWith('/containers/json')) response.end(JSON.stringify([...others, listed]))
    else if (url.includes('/logs')) response.end(frame(log))
    else if (url.endsWith('/json')) response.end(JSON.stringify(inspected))
    else if (url.startsWith('/networks/')) response.end(JSON.stringify(network))
    else if (url.startsWith('/volumes')) response.end('{"Volumes":[]}')
    else if (url.startsWith('/events')) response.end('')
    else response.writeHead(404).end('{}')
  })
  await new Promise<void>(ready => server?.listen(path, ready))
  return {engine: dockerodeEngine({kind: 'socket', path, from: path}, 500), calls}
}

const wanted = () => ({folders: [], here: '/', projectHere: false})

describe('collectDocker', () => {
  it('reads the container, its network and its log, and asks nothing that writes', async () => {
    const {engine, calls} = await engineOn(0)
    const evidence = await collectDocker(engine, wanted)
    expect(evidence.containers.map(c => [c.name, c.hostname])).toEqual([['e1_dkron_1', 'f87aaf5337bd']])
    expect(evidence.networks.map(n => n.name)).toEqual(['e1_default'])
    expect(evidence.logs[0]?.server).toBe('e1_dkron_1')
    expect(evidence.logs[0]?.lines.length).toBeGreaterThan(0)
    expect(evidence.unread).toEqual([])
    expect(calls.every(c => /^(GET|HEAD) /.test(c))).toBe(true)
  })

  it('inspects only what matters among 200 containers', async () => {
    const {engine, calls} = await engineOn(200)
    const evidence = await collectDocker(engine, wanted)
    expect(evidence.containers).toHaveLength(1)
    const paths = calls.map(c => c.replace(inspected.Id, 'ID').replace(/\?.*/, ''))
    expect(paths.sort()).toEqual([
      'GET /containers/ID/json',
      'GET /containers/ID/logs',
      'GET /containers/json',
      'GET /events',
      'GET /networks/e1_default',
      'GET /volumes',
      ...Array(3).fill('HEAD /containers/ID/archive'),
    ])
  })

  it('gives up a call that hangs, and says which', async () => {
    const {engine} = await engineOn(0, {'/networks/': [0, '']})
    const evidence = await collectDocker(engine, wanted)
    expect(evidence.containers).toHaveLength(1)
    expect(evidence.unread.map(u => u.where)).toEqual([`${engine.where} network e1_default`])
  })

  it('names a log that the engine refuses to give', async () => {
    const {engine} = await engineOn(0, {
      [`/containers/${inspected.Id}/logs`]: [501, '{"message":"configured logging driver does not support reading"}'],
    })
    const evidence = await collectDocker(engine, wanted)
    expect(evidence.unread[0]?.reason).toContain('does not support reading')
  })

  it('answers of an engine that are no JSON are no crash', async () => {
    const {engine} = await engineOn(0, {[`/containers/${inspected.Id}/json`]: [200, '"surprise"']})
    const evidence = await collectDocker(engine, wanted)
    expect(evidence.containers).toEqual([])
    expect(evidence.unread).toHaveLength(1)
  })
})

describe('withoutFrames', () => {
  it('joins the frames of both streams and leaves plain output alone', () => {
    expect(withoutFrames(Buffer.concat([frame('a\n'), frame('b\n')]))).toBe('a\nb\n')
    expect(withoutFrames(Buffer.from('time="x" level=info\n'))).toBe('time="x" level=info\n')
    expect(withoutFrames(Buffer.alloc(0))).toBe('')
  })
})
