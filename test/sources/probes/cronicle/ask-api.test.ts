import {createServer, type RequestListener} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, onTestFinished, test} from 'vitest'
import {askApi} from '../../../../src/sources/probes/cronicle/ask-api.ts'

const key = 'planted-api-key'
const status = {version: '0.9.129', hostname: 'p1', ip: '10.0.0.1', pid: 7, now: 1_795_230_400, uptime: 60}
const servers = {w1: {hostname: 'w1', ip: '10.0.0.2', master: 0, uptime: 5, disabled: false}}

async function serve(answers: Readonly<Record<string, string>>) {
  const asked: {readonly call: string; readonly key: string | undefined}[] = []
  const listener: RequestListener = ({url, headers}, response) => {
    const call = /^\/api\/app\/(\w+)/.exec(url ?? '')?.[1] ?? ''
    asked.push({call, key: headers['x-api-key']?.toString()})
    response.end(answers[call] ?? '<html>')
  }
  const http = createServer(listener)
  await new Promise<void>(ready => http.listen(0, '127.0.0.1', ready))
  onTestFinished(() => void http.close())
  return {base: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, asked}
}

const primary = {
  status: JSON.stringify(status),
  config: 'app.receiveConfig({"code":0,"master_hostname":"p1"});',
  get_servers: JSON.stringify({code: 0, servers}),
  get_activity: JSON.stringify({
    code: 0,
    rows: [{epoch: 1, action: 'error', description: `called with ${key}`, headers: {'x-api-key': key}}],
  }),
}

test('without a key: who it is and whether it leads', async () => {
  const {base, asked} = await serve(primary)
  const {answers, unread} = await askApi([base], null, 2000)
  expect(answers.map(a => a.call)).toEqual(['status', 'config'])
  expect(asked.map(a => a.call)).toEqual(['status', 'config'])
  expect(answers[0]).toMatchObject({asked: 'primary', way: 'direct', receivedAt: expect.any(Number)})
  expect(unread).toEqual([])
})

test('with a key: the list and the activity too, and the key stands in no answer', async () => {
  const {base, asked} = await serve(primary)
  const read = await askApi([base], key, 2000)
  expect(read.answers.map(a => a.call)).toEqual(['status', 'config', 'get_servers', 'get_activity'])
  expect(asked.filter(a => a.key !== undefined).map(a => a.call)).toEqual(['get_servers', 'get_activity'])
  expect(JSON.stringify(read)).not.toContain(key)
})

test('the key is not shown to somebody else', async () => {
  const {base, asked} = await serve({})
  const {answers, unread} = await askApi([base], key, 2000)
  expect(answers).toEqual([])
  expect(unread).toEqual([{where: `API at ${base}`, reason: 'somebody else answers there, not a Cronicle'}])
  expect(asked).toEqual([{call: 'status', key: undefined}])
})

test('a key that is refused is told, and the next address is asked when one does not answer', async () => {
  const refusal = JSON.stringify({code: 'session', description: 'Invalid API Key'})
  const {base} = await serve({...primary, get_servers: refusal, get_activity: refusal})
  const {unread} = await askApi(['http://127.0.0.1:1', base], key, 2000)
  expect(unread).toEqual([
    {where: `API at ${base}`, reason: 'get_servers: Invalid API Key'},
    {where: `API at ${base}`, reason: 'get_activity: Invalid API Key'},
  ])
  const nobody = await askApi(['http://127.0.0.1:1'], key, 2000)
  expect(nobody.unread).toEqual([{where: 'API at http://127.0.0.1:1', reason: 'ECONNREFUSED'}])
})
