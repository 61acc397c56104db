import {connect} from 'node:net'
import {expect, onTestFinished, test} from 'vitest'
import {ToolError} from '../../src/errors.ts'
import {serveMetrics} from '../../src/terminal/serve-metrics.ts'

test('serves the newest text, and nothing before there is one', async () => {
  const server = await serveMetrics('127.0.0.1:0')
  onTestFinished(() => server.close())
  const ask = async (path: string) => {
    const response = await fetch(`http://${server.address}${path}`)
    return [response.status, await response.text()]
  }
  expect((await ask('/metrics'))[0]).toBe(503)
  server.publish('a 1\n')
  server.publish('a 2\n')
  expect(await ask('/metrics')).toEqual([200, 'a 2\n'])
  expect((await ask('/metrics?x=1'))[0]).toBe(200)
  expect((await ask('/'))[0]).toBe(404)
})

test('without a host it listens on this host alone', async () => {
  const server = await serveMetrics(':0')
  onTestFinished(() => server.close())
  expect(server.address).toMatch(/^127\.0\.0\.1:\d+$/)
})

test('closes although a reader holds its connection', async () => {
  const server = await serveMetrics('127.0.0.1:0')
  const socket = connect(Number(server.address.split(':')[1]), '127.0.0.1')
  await new Promise(done => socket.once('connect', done))
  socket.on('error', () => {})
  await server.close()
})

test('refuses what is no address, and a port that is taken', async () => {
  for (const text of ['', 'nine', ':', ':70000', 'host', '1.2.3.4:', 'http://x:1/', '9111 '])
    await expect(serveMetrics(text)).rejects.toThrow(ToolError)
  const server = await serveMetrics('127.0.0.1:0')
  onTestFinished(() => server.close())
  await expect(serveMetrics(server.address)).rejects.toMatchObject({code: 'BAD_USAGE', exit: 2})
})
