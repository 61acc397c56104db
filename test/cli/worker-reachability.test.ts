import {writeFileSync} from 'node:fs'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {describe, expect, onTestFinished, test} from 'vitest'
import {unpackCapture} from '../cronicle-captures.ts'
import {scratch} from '../unpack.ts'
import {captured, doctor} from './doctor.ts'
import {startDoctor} from './running-doctor.ts'

function member(name: string, address: string, changes: object = {}, tags: object = {}) {
  const own = {dc: 'dc1', region: 'global', role: 'dkron', port: '6868', version: '4.0.9'}
  return {
    Name: name,
    Addr: address,
    Status: 1,
    statusText: 'alive',
    Tags: {...own, rpc_addr: `${address}:6868`, ...tags},
    ...changes,
  }
}

const leader = member('s1', '198.51.100.1', {}, {server: 'true', expect: '1'})
const agents = [member('a1', '198.51.100.11'), member('a2', '198.51.100.12', {Status: 4, statusText: 'failed'})]

/** What a leader that sees these members answers, by path. */
function answersWith(members: readonly object[]): Readonly<Record<string, readonly [number, unknown]>> {
  return {
    '/v1/': [200, {agent: {name: 's1', version: '4.0.9'}}],
    '/v1/leader': [200, leader],
    '/v1/isleader': [200, 'I am a leader'],
    '/v1/members': [200, members],
  }
}

function savedAnswers(members: readonly object[]): string {
  const folder = scratch()
  const saved = Object.entries(answersWith(members)).map(([path, [code, body]]) => [path, [code, JSON.stringify(body)]])
  writeFileSync(join(folder, 'api-s1.json'), JSON.stringify(Object.fromEntries(saved)))
  return folder
}

/** The API of a Dkron server on this host. */
async function serve(members: readonly object[]): Promise<string> {
  const answers = answersWith(members)
  const server = createServer((request, response) => {
    const [code, body] = answers[request.url ?? ''] ?? [404, 'not found']
    response.writeHead(code, {'content-type': 'application/json'}).end(JSON.stringify(body))
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('agents of Dkron', () => {
  test('that nobody asked for are a question, with the command to run where it counts', async () => {
    const cwd = savedAnswers([leader, ...agents])
    const ran = doctor(['worker-reachability', '--offline', '--api=api-s1.json'], {cwd})
    expect(ran).toMatchObject({code: 3, stderr: ''})
    await expect(ran.stdout).toMatchFileSnapshot('__snapshots__/agents-not-asked.txt')
  })

  test('of a captured cluster without one: the headline says that jobs run on the servers', async () => {
    const {folder, evidence} = captured('v4.0.9-e4-1-healthy-3')
    const saved = evidence.filter(word => /^--(api|inspect|log|offline)/.test(word))
    const ran = doctor(['worker-reachability', ...saved], {cwd: folder})
    expect(ran).toMatchObject({code: 0, stderr: ''})
    await expect(ran.stdout).toMatchFileSnapshot('__snapshots__/agents-none.txt')
  })

  test('without a leader are given nothing, and the next command is that of the other ailment', () => {
    const {folder, evidence} = captured('v4.0.9-e4-5-lost-quorum')
    const saved = evidence.filter(word => /^--(api|inspect|log|offline)/.test(word))
    const {code, stdout} = doctor(['worker-reachability', ...saved], {cwd: folder})
    expect(code).toBe(1)
    expect(stdout).toMatch(/^✗ Cause: nobody leads, so nobody gives jobs to agents\n/)
    expect(stdout.trimEnd().split('\n').at(-1)?.trim()).toBe('doctor no-leader')
  })

  test('are found through the API that --url names', async () => {
    const url = await serve([leader, member('a1', '127.0.0.1')])
    // Containers that this machine may run are no part of it.
    const env = {DOCKER_HOST: `unix://${join(scratch(), 'no-engine.sock')}`}
    const run = startDoctor(['worker-reachability', '--url', url, '--json'], {cwd: scratch(), env})
    const {code} = await run.ended
    const report = JSON.parse(run.stdout())
    expect([code, report.command, report.verdict, report.cause]).toEqual([
      1,
      'worker-reachability',
      'broken',
      'agent-port-unreachable',
    ])
    expect(report.findings[0].message).toContain('a1 advertises 127.0.0.1:6868')
    expect(report.facts.members.map((m: {role: string}) => m.role)).toEqual(['leader', 'agent'])
  })

  test('are not looked for where Cronicle is named, nor Cronicle where they are', () => {
    const cwd = savedAnswers([leader, ...agents])
    const args = ['worker-reachability', '--offline', '--api=api-s1.json']
    expect(doctor([...args, '--scheduler=dkron'], {cwd}).stdout).toBe(doctor(args, {cwd}).stdout)
    expect(doctor([...args, '--scheduler=cronicle'], {cwd}).stdout).not.toContain('agent')
    expect(doctor([...args, '--only=clock-skew'], {cwd})).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('clock-skew is not asked of Dkron'),
    })
  })
})

test('with neither scheduler the message names both', () => {
  const ran = doctor(['worker-reachability', '--offline'], {cwd: scratch()})
  expect(ran).toMatchObject({code: 3, stdout: ''})
  expect(ran.stderr).toContain('neither Cronicle nor Dkron was found')
  expect(ran.stderr).toContain('doctor worker-reachability --primary /opt/cronicle')
  expect(ran.stderr).toContain('doctor worker-reachability --url http')
})

describe('a case file', () => {
  const named = ['--primary=p1', '--worker=w1', '--api=.', '--offline']
  const told = (text: string) => text.slice(0, text.indexOf('\nNext\n'))

  test('of Cronicle is diagnosed anywhere as its servers were, and says what was left out', async () => {
    const cwd = unpackCapture('a1-lb-default-route-blackhole')
    const file = join(scratch(), 'case.tgz')
    const collected = doctor(['collect', '-o', file, ...named], {cwd})
    expect(collected).toMatchObject({code: 0, stderr: ''})
    await expect(collected.stdout.replaceAll(file, 'case.tgz')).toMatchFileSnapshot(
      '__snapshots__/collect-cronicle.txt',
    )
    const there = doctor(['worker-reachability', file], {cwd: scratch()})
    const here = doctor(['worker-reachability', ...named], {cwd})
    expect(there.code).toBe(here.code)
    expect(told(there.stdout)).toBe(told(here.stdout))
    // What is left to do is for the host of the primary: nothing of it is here to be repaired.
    expect(there.stdout).not.toContain('doctor repair')
  })

  test('of Dkron is read by both commands', () => {
    const cwd = savedAnswers([leader, ...agents])
    const file = join(scratch(), 'case.tgz')
    expect(doctor(['collect', '-o', file, '--offline', '--api=api-s1.json'], {cwd}).code).toBe(0)
    const live = doctor(['worker-reachability', '--offline', '--api=api-s1.json'], {cwd})
    expect(doctor(['worker-reachability', file], {cwd: scratch()})).toEqual(live)
  })
})
