import {createServer, type Server, type Socket} from 'node:net'
import {join} from 'node:path'
import {createSecureContext} from 'node:tls'
import {afterEach, expect, it} from 'vitest'
import {dockerodeControl, engineVariables} from '../../src/surgery/containers/dockerode-control.ts'
import {scratch} from '../unpack.ts'

let server: Server | null = null
const connections: Socket[] = []
afterEach(() => {
  for (const connection of connections.splice(0)) connection.destroy()
  server?.close()
})

it('does not wait as long for an answer as for a container to stop', async () => {
  const path = join(scratch(), 'engine.sock')
  server = createServer(connection => void connections.push(connection))
  await new Promise<void>(ready => server?.listen(path, ready))
  const patience = {question: 100, change: 60_000}
  const control = dockerodeControl({kind: 'socket', path, from: path}, {}, patience)
  const lost = {ok: false, refusals: [{code: 'engine-lost', message: expect.stringContaining('no answer in time')}]}
  expect(await control.list()).toMatchObject(lost)
  expect(await control.inspect('1')).toMatchObject(lost)
})

it('has compose speak TLS just where the engine does, whatever the environment says', () => {
  const unset = {DOCKER_CONTEXT: undefined, DOCKER_TLS: undefined, DOCKER_TLS_VERIFY: undefined}
  const plain = {...unset, DOCKER_CERT_PATH: undefined}
  const tcp = {kind: 'tcp', host: '::1', port: 2376, from: 'DOCKER_HOST'} as const
  expect(engineVariables({kind: 'socket', path: '/x.sock', from: 'x'})).toEqual({
    ...plain,
    DOCKER_HOST: 'unix:///x.sock',
  })
  expect(engineVariables({...tcp, tls: null})).toEqual({...plain, DOCKER_HOST: 'tcp://[::1]:2376'})
  const tls = (verify: boolean) => ({folder: '/c', verify, ca: null, cert: null, context: createSecureContext()})
  const spoken = {...unset, DOCKER_HOST: 'tcp://[::1]:2376', DOCKER_CERT_PATH: '/c'}
  expect(engineVariables({...tcp, tls: tls(true)})).toEqual({...spoken, DOCKER_TLS_VERIFY: '1'})
  expect(engineVariables({...tcp, tls: tls(false)})).toEqual({...spoken, DOCKER_TLS: '1'})
})
