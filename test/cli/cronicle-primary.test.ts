import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {createServer, request} from 'node:http'
import {type AddressInfo, createServer as createTcpServer} from 'node:net'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest'
import type {Plan} from '../../src/repairs/plan.ts'
import {sealPlan} from '../../src/repairs/seal-plan.ts'
import {openStorage} from '../cronicle/open-storage.ts'
import {bundleScript} from '../e2e/cronicle/bundle-script.ts'
import {schemaProblems} from '../schema.ts'
import {scratch} from '../unpack.ts'
import {startDoctor, until} from './running-doctor.ts'

/** A primary and a worker of test/cronicle at loopback ports of their own, and the doctor that calls that primary. */
const keys = {admin: 'planted-api-key-5f2c9d', user: 'planted-key-of-a-user-77'}
const primaryName = 'p1.example.test'
const worker = {hostname: 'w1.example.test', ip: '127.0.0.1'}
const former = {hostname: 'ip-172-31-50-31', ip: '127.0.0.9'}

const folders = {p1: scratch(), w1: scratch()}
const ports = {p1: 0, w1: 0}
const servers: ChildProcess[] = []
let program = ''

beforeAll(async () => {
  program = bundleScript('cronicle/cronicle-process')
  for (const name of ['p1', 'w1'] as const) ports[name] = await freePort()
  writeConfig('p1', {hostname: primaryName, ip: '127.0.0.2', remote_server_port: ports.w1})
  writeConfig('w1', worker)
  await once(run('p1', ['setup'], {HOSTNAME: primaryName}), 'exit')
  const data = {engine: 'Filesystem', Filesystem: {base_dir: join(folders.p1, 'data'), key_namespaces: 1}}
  const storage = await openStorage(data)
  for (const [title, key] of Object.entries(keys)) {
    await storage.push('global/api_keys', {
      id: title,
      key,
      title,
      active: 1,
      privileges: {admin: title === 'admin' ? 1 : 0},
    })
  }
  await storage.push('global/servers', former)
  await storage.close()
  servers.push(run('p1', [], {CRONICLE_master: '1'}), run('w1'))
  await until('both answer', async () => (await listed()) !== null && (await statusOf(ports.w1)) !== null)
}, 180_000)

afterAll(() => {
  for (const server of servers) server.kill('SIGKILL')
})

test('takes the old row out, adds the worker and sees it online; undo takes out what was added, and says the rest', async () => {
  await putFormerBack()
  const state = scratch()
  const done = await doctor(['repair', '--apply', planFile(), '--yes'], state)
  expect(done.code, done.text).toBe(0)
  expect(done.text).toContain('w1.example.test (127.0.0.1) is in the list of p1, and online')
  expect(await listed()).toEqual({[worker.hostname]: worker.ip})
  const undone = await doctor(['undo'], state)
  expect(undone.code, undone.text).toBe(0)
  expect(undone.text).toContain(`add_server`)
  expect(undone.text).toContain('{"hostname":"localhost"}')
  expect(undone.text).not.toContain('remove_server')
  expect(await listed()).toEqual({})
  expect(await callsIn(state)).toEqual([
    'ip-172-31-50-31 (127.0.0.9) at primary p1: taken out of the list',
    'w1.example.test (127.0.0.1) at primary p1: added to the list; then taken out again',
    expect.stringMatching(/^ip-172-31-50-31 \(127.0.0.9\) stays out of the list of p1/),
  ])
})

test('without a key an undo says how to take the row out', async () => {
  await putFormerBack()
  const state = scratch()
  expect((await doctor(['repair', '--apply', planFile(), '--yes'], state)).code).toBe(0)
  const undone = await doctor(['undo'], state, '')
  expect(undone.code, undone.text).toBe(0)
  expect(undone.text).toContain(
    `-d '{"hostname":"w1.example.test"}' http://127.0.0.1:${ports.p1}/api/app/remove_server`,
  )
  expect(await listed()).toEqual({[worker.hostname]: worker.ip})
  expect(await callsIn(state)).toContain('w1.example.test (127.0.0.1) at primary p1: added to the list')
})

test.each([
  ['no key', '', () => ports.p1, /this plan calls p1, and no key was given/],
  ['a key that is none', 'planted-api-key-wrong-1', () => ports.p1, /does not take the key: Invalid API Key/],
  ['a key without admin', keys.user, () => ports.p1, /does not take the key: User is not an administrator/],
  [
    'a server that does not lead',
    keys.admin,
    () => ports.w1,
    /does not answer as the primary: .* its primary is|has no primary yet/,
  ],
  ['nobody', keys.admin, () => 1, /does not answer as the primary: http:\/\/127\.0\.0\.1:1: ECONNREFUSED/],
])('%s: refused in its words, nothing is changed', async (_, key, port, words) => {
  const before = await listed()
  const refused = await doctor(['repair', '--apply', planFile(port()), '--yes'], scratch(), key)
  expect(refused.code, refused.text).toBe(4)
  expect(refused.text).toMatch(words)
  expect(await listed()).toEqual(before)
})

test.each(['--resume', '--apply'])('killed between remove and add: %s adds', async how => {
  await putFormerBack()
  const state = scratch()
  const gate = await gateBefore('add_server')
  const plan = planFile(gate.port)
  const killed = startDoctor(['repair', '--apply', plan, '--yes', ...stateIn(state)], {
    cwd: state,
    env: withKey(keys.admin),
  })
  await gate.reached
  killed.child.kill('SIGKILL')
  expect((await killed.ended).signal).toBe('SIGKILL')
  expect(await listed()).toEqual({})
  expect(await callsIn(state)).toEqual([
    'ip-172-31-50-31 (127.0.0.9) at primary p1: taken out of the list',
    'w1.example.test (127.0.0.1) at primary p1: adding it to the list was begun',
  ])
  gate.open()
  const done = await doctor(['repair', ...(how === '--apply' ? ['--apply', plan] : ['--resume']), '--yes'], state)
  expect(done.code, done.text).toBe(0)
  expect(await listed()).toEqual({[worker.hostname]: worker.ip})
})

test('a worker that does not answer yet is waited for, then nothing has changed', async () => {
  const before = await listed()
  const plan = planFile(ports.p1, {...worker, ip: '127.0.0.77'})
  const waited = await doctor(['repair', '--apply', plan, '--yes', '--wait=1'], scratch())
  expect(waited.code, waited.text).toBe(4)
  expect(waited.text).toContain('it calls itself w1.example.test (127.0.0.1)')
  expect(await listed()).toEqual(before)
})

/** What `doctor history` says of the primary's list. */
async function callsIn(state: string): Promise<readonly string[]> {
  const {code, text} = await doctor(['history'], state)
  expect(code, text).toBe(0)
  return text.split(/\s+[•!]\s+/).filter(part => /\blist\b/.test(part) && !part.includes(' server-records '))
}

async function doctor(args: readonly string[], state: string, key = keys.admin) {
  const started = startDoctor([...args, ...stateIn(state, args[0])], {cwd: state, env: withKey(key)})
  const {code} = await started.ended
  const text = started.stdout() + started.stderr()
  const kept = readdirSync(state, {recursive: true, withFileTypes: true}).filter(e => e.isFile())
  const written = kept.map(e => readFileSync(join(e.parentPath, e.name), 'latin1'))
  for (const said of [text, ...written])
    for (const secret of [key, ...Object.values(keys)]) expect(secret !== '' && said.includes(secret)).toBe(false)
  return {code, text: text.replaceAll(/\n {2,4}(?=\S)/g, ' ')}
}

const withKey = (key: string) => ({CRONICLE_API_KEY: key, COLUMNS: '500'})
const stateIn = (state: string, command = 'repair') => [
  '--state-dir',
  join(state, 'state'),
  ...(command === 'repair' ? ['--backup-dir', join(state, 'backups')] : []),
]

function planFile(port = ports.p1, added = worker): string {
  const plan: Plan = sealPlan({
    strategy: 'server-records',
    title: 'Have p1 list w1 as it reports itself',
    risk: 'disruptive',
    findings: [],
    stores: [],
    inputs: [],
    steps: [
      {
        id: 'await-w1',
        title: 'See that w1 answers',
        action: {kind: 'await-worker', worker: added, at: {host: 'localhost', port: ports.w1}},
        diff: '',
        undo: '',
      },
      {id: 'remove-former', title: 'Take it out', action: {kind: 'remove-server', ...former}, diff: '', undo: ''},
      {
        id: 'add-w1',
        title: 'Add it',
        action: {kind: 'add-server', typed: 'localhost', worker: added},
        diff: '',
        undo: '',
      },
    ],
    primary: {label: 'p1', api: [`http://127.0.0.1:${port}`], folder: null, container: null, addresses: []},
    kept: [],
    lost: [],
    refusals: [],
    next: [],
  })
  expect(schemaProblems('plan', plan)).toEqual([])
  const file = join(scratch(), 'plan.json')
  writeFileSync(file, JSON.stringify(plan))
  return file
}

/** In front of the primary: ends at one call, until it is opened. */
async function gateBefore(call: string) {
  let isOpen = false
  let reach = () => {}
  const reached = new Promise<void>(resolve => {
    reach = resolve
  })
  const gate = createServer((from, to) => {
    if (!isOpen && from.url?.endsWith(call)) return reach()
    const {url: path, method, headers} = from
    const onwards = request({host: '127.0.0.1', port: ports.p1, path, method, headers}, answer => {
      to.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(to)
    })
    from.pipe(onwards)
  })
  gate.listen(0, '127.0.0.1')
  await once(gate, 'listening')
  onTestFinished(() => void gate.close())
  return {
    port: (gate.address() as AddressInfo).port,
    reached,
    open: () => {
      isOpen = true
    },
  }
}

/** As every test finds it. The stored list of a running primary is only changed by its own calls. */
async function putFormerBack(): Promise<void> {
  const rows = Object.keys((await listed()) ?? {})
  for (const hostname of rows) expect(await call('remove_server', {hostname})).toMatchObject({code: 0})
  writeConfig('w1', former)
  await restartWorker()
  await until('the former row', async () => {
    const added = await call('add_server', {hostname: 'localhost'})
    return added?.code === 0 || /already in cluster: ip-172/.test(added?.description ?? '')
  })
  writeConfig('w1', worker)
  await restartWorker()
}

async function restartWorker(): Promise<void> {
  const old = servers.pop()
  if (old) {
    const ended = once(old, 'exit')
    old.kill('SIGKILL')
    await ended
  }
  servers.push(run('w1'))
  await until('the worker answers', async () => statusOf(ports.w1))
}

/** Hostname → ip of the workers that the primary lists. */
async function listed(): Promise<Record<string, string> | null> {
  const rows = (await call('get_servers', {}))?.servers
  if (!rows) return null
  return Object.fromEntries(
    Object.values(rows).flatMap(row => (row.hostname === primaryName ? [] : [[row.hostname, row.ip]])),
  )
}

interface Answer {
  readonly code: number | string
  readonly description?: string
  readonly servers?: Readonly<Record<string, {readonly hostname: string; readonly ip: string}>>
}

async function call(name: string, params: object): Promise<Answer | null> {
  const headers = {'X-API-Key': keys.admin, 'Content-Type': 'application/json'}
  const url = `http://127.0.0.1:${ports.p1}/api/app/${name}`
  return fetch(url, {method: 'POST', headers, body: JSON.stringify(params)}).then(
    a => a.json() as Promise<Answer>,
    () => null,
  )
}

const statusOf = (port: number) =>
  fetch(`http://127.0.0.1:${port}/api/app/status`).then(
    a => a.json(),
    () => null,
  )

function run(name: 'p1' | 'w1', args: readonly string[] = [], env = {}): ChildProcess {
  const {PATH = ''} = process.env
  return spawn(process.execPath, [program, ...args], {cwd: folders[name], env: {PATH, ...env}, stdio: 'ignore'})
}

function writeConfig(name: 'p1' | 'w1', own: object): void {
  const sample = JSON.parse(readFileSync(join(import.meta.dirname, '../cronicle/sample-config.json'), 'utf8'))
  mkdirSync(join(folders[name], 'conf'), {recursive: true})
  const config = {...sample, ...own, WebServer: {...sample.WebServer, http_port: ports[name]}}
  writeFileSync(join(folders[name], 'conf/config.json'), JSON.stringify(config))
}

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const {port} = server.address() as AddressInfo
  server.close()
  return port
}
