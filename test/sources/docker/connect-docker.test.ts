import {createServer, type Server} from 'node:http'
import {join} from 'node:path'
import {afterEach, describe, expect, it, vi} from 'vitest'
import {connectDocker, listAll} from '../../../src/sources/docker/connect-docker.ts'
import {dockerodeEngine} from '../../../src/sources/docker/dockerode-engine.ts'
import {scratch} from '../../unpack.ts'

let server: Server | null = null
afterEach(() => {
  vi.unstubAllEnvs()
  server?.close()
})

async function socketThatSays(body: string, type = 'application/json') {
  const path = join(scratch(), 'engine.sock')
  server = createServer((_, response) => response.writeHead(200, {'content-type': type}).end(body))
  await new Promise<void>(ready => server?.listen(path, ready))
  return {kind: 'socket', path, from: path} as const
}

describe('connectDocker', () => {
  it.each([
    ['tcp://127.0.0.1:2376', undefined],
    ['ssh://someone@far', undefined],
    ['tcp://a b:1', undefined],
    ['tcp://127.0.0.1:2375', '/no/certificates/here'],
  ])('asks the engine it is told while DOCKER_HOST is %s', async (host, certificates) => {
    const address = await socketThatSays('[]')
    vi.stubEnv('DOCKER_HOST', host)
    vi.stubEnv('DOCKER_CERT_PATH', certificates)
    expect(await listAll(connectDocker(address, 500))).toEqual([])
    expect(process.env.DOCKER_HOST).toBe(host)
  })
})

describe('listAll', () => {
  it('says that something else than an engine answers', async () => {
    const address = await socketThatSays('<html>hello</html>', 'text/html')
    await expect(listAll(connectDocker(address, 500))).rejects.toThrow('what answers there is no container engine')
  })

  it('reads the rows of an engine that gives null for empty lists', async () => {
    const address = await socketThatSays('[{"Id":"1","Names":null,"Mounts":null,"Labels":null,"State":"running"}]')
    const [row] = await dockerodeEngine(address, 500).listContainers()
    expect(row).toMatchObject({id: '1', names: [], mounts: [], networks: [], command: ''})
  })
})
