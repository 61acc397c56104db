import {createServer, type Server, type Socket} from 'node:net'
import {join} from 'node:path'
import {afterEach, expect, it} from 'vitest'
import {dockerodeControl} from '../../src/surgery/containers/dockerode-control.ts'
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
