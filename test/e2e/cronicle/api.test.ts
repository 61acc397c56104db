import {createHash} from 'node:crypto'
import {expect, test} from 'vitest'
import {apiKey, type Lab, primaryName, secretKey} from './lab.ts'
import {healthy, named, primary as ownRecord, stored} from './scenarios/parts.ts'
import type {Terminal} from './terminal.ts'
import {needsNetwork, played} from './use-lab.ts'

needsNetwork()

const primary = 'http://10.20.0.10:3012'
const worker = `http://${named.ip}:3012`
const json = (body: object, key = '') => ({
  method: 'POST',
  headers: {'Content-Type': 'application/json', ...(key && {'X-API-Key': key})},
  body: JSON.stringify(body),
})

/** What stands-in and the real one have to answer alike, asked from the primary's host of a healthy pair. */
test.concurrent('the answers of a primary and a worker', async ({onTestFinished}) => {
  const lab = await played(
    {
      name: 'healthy',
      expected: healthy,
      workers: {w1: {config: named}},
      steps: [{add: named.hostname}],
      sees: {live: {[named.hostname]: 'online'}, records: stored(named)},
    },
    onTestFinished,
  )
  await statusAndConfig(lab)
  await keys(lab)
  await servers(lab)
  await joining(lab)
  await handshake(lab)
})

async function statusAndConfig(lab: Lab): Promise<void> {
  for (const [url, hostname, ip] of [
    [primary, primaryName, '10.20.0.10'],
    [worker, named.hostname, named.ip],
  ]) {
    const {status, headers, text} = await lab.ask(`${url}/api/app/status`)
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('application/json')
    expect(headers['cache-control']).toContain('no-store')
    const said = JSON.parse(text)
    expect(said).toMatchObject({code: 0, version: '0.9.129', hostname, ip, uptime: expect.any(Number)})
    expect(Math.abs(said.now - Date.now() / 1000)).toBeLessThan(5)
    expect(said.tick_age).toBeLessThan(5)
    expect(Object.keys(said)).toEqual(
      'code version node hostname ip pid now uptime last_tick tick_age cpu mem'.split(' '),
    )
  }
  const config = await lab.ask(`${primary}/api/app/config`)
  expect(config.headers).toMatchObject({server: 'Cronicle 1.0', 'access-control-allow-origin': '*'})
  expect(config.headers['content-type']).toBe('text/javascript')
  const script = /^app\.receiveConfig\((\{.*\})\);\n$/.exec(config.text)?.[1] ?? ''
  expect(JSON.parse(script)).toMatchObject({
    code: 0,
    port: 3012,
    master_hostname: primaryName,
    servers: {[primaryName]: {hostname: primaryName, ip: ownRecord[primaryName]}},
  })
  const atWorker = await lab.ask(`${worker}/api/app/config`)
  expect(atWorker.text).toContain(`"master_hostname":"${primaryName}"`)
  expect(atWorker.text).not.toContain('"servers"')
  expect(await refusal(lab.ask(`${primary}/api/app/no_such`))).toEqual([1, 'Unsupported API: app/api_no_such'])
  const nothing = await lab.ask(`${primary}/no/such`)
  expect([nothing.status, nothing.headers['content-type']]).toEqual([404, 'text/html'])
}

async function keys(lab: Lab): Promise<void> {
  const url = `${primary}/api/app/get_servers`
  expect(await refusal(lab.ask(url))).toEqual(['session', 'No Session ID or API Key could be found'])
  expect(await refusal(lab.ask(url, json({}, 'wrong')))).toEqual(['api', 'Invalid API Key: wrong'])
  const atWorker = lab.ask(`${worker}/api/app/get_servers`, json({}, apiKey))
  expect(await refusal(atWorker)).toEqual(['session', `API Key is invalid: ${apiKey}`])
  const byQuery = await lab.ask(`${url}?api_key=${apiKey}`)
  expect(JSON.parse(byQuery.text)).toMatchObject({code: 0})
}

async function servers(lab: Lab): Promise<void> {
  const {text} = await lab.callApi('get_servers')
  expect(JSON.parse(text).servers).toEqual({
    [primaryName]: row({hostname: primaryName, ip: ownRecord[primaryName]}, 1),
    [named.hostname]: row(named, 0),
  })
  expect(await refusal(lab.callApi('add_server', {hostname: named.hostname}))).toEqual([
    'server',
    `Server is already in cluster: ${named.hostname}`,
  ])
  expect(await refusal(lab.callApi('add_server'))).toEqual(['api', 'Missing parameter: hostname'])
  expect(await refusal(lab.callApi('remove_server', {hostname: primaryName}))).toEqual([
    'server',
    `Cannot remove current master server: ${primaryName}`,
  ])
  const activity = JSON.parse((await lab.callApi('get_activity')).text)
  expect(activity.list).toMatchObject({type: 'list', length: activity.rows.length})
  expect(activity.rows.map((r: {action: string}) => r.action)).toEqual(['server_add', 'server_master'])
  expect(activity.rows[0]).toMatchObject({hostname: named.hostname, api_key: apiKey, headers: {'x-api-key': apiKey}})
}

async function joining(lab: Lab): Promise<void> {
  const atWorker = await lab.ask(`${worker}/api/app/add_server`, json({hostname: 'x'}, apiKey))
  expect(atWorker.status).toBe(302)
  expect(atWorker.headers.location).toBe('http://::ffff:172.31.50.20:3012/api/app/add_server')
  const check = (url: string, master: string, key = secretKey) => {
    const token = createHash('sha256').update(`${master}7${key}`).digest('hex')
    return lab.ask(`${url}/api/app/check_add_server`, json({master, now: 7, token}))
  }
  expect(JSON.parse((await check(worker, primaryName)).text)).toEqual({code: 0, ...named})
  expect((await refusal(check(worker, 'other')))[1]).toBe(
    `Server is already a member of a cluster (Primary: ${primaryName})`,
  )
  expect((await refusal(check(worker, primaryName, 'wrong')))[1]).toMatch(/^Secret keys do not match\./)
  expect((await refusal(check(primary, 'other')))[1]).toMatch(/^Server is already a master server/)
}

async function handshake(lab: Lab): Promise<void> {
  const url = `${worker}/socket.io/?EIO=4&transport=polling`
  const opened = await lab.ask(url)
  const {sid, ...offer} = JSON.parse(opened.text.slice(1))
  expect(offer).toEqual({upgrades: ['websocket'], pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 1_000_000})
  expect(await lab.ask(`${url}&sid=${sid}`, {method: 'POST', body: '40'})).toMatchObject({status: 200, text: 'ok'})
  expect((await lab.ask(`${url}&sid=${sid}`)).text).toMatch(/^40\{"sid":/)
  expect(await lab.ask(`${url}&sid=none`)).toMatchObject({
    status: 400,
    text: '{"code":1,"message":"Session ID unknown"}',
  })
}

function row(identity: object, master: 0 | 1): object {
  return {...identity, master, uptime: expect.any(Number), data: expect.any(Object), disabled: 0}
}

async function refusal(answer: ReturnType<Terminal['ask']>): Promise<readonly [unknown, unknown]> {
  const {text} = await answer
  const {code, description} = JSON.parse(text)
  return [code, description]
}
