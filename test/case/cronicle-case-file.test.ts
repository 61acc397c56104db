import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {gunzipSync} from 'node:zlib'
import {expect, test} from 'vitest'
import type {Case, Container} from '../../src/case/case.ts'
import {joinCases} from '../../src/case/join-cases.ts'
import {read} from '../../src/case/read.ts'
import {redactCase} from '../../src/case/redact.ts'
import {deriveFacts} from '../../src/facts/derive.ts'
import {diagnoseAgents} from '../../src/report/diagnose-agents.ts'
import {diagnoseDkron} from '../../src/report/diagnose-dkron.ts'
import {readCaseFile} from '../../src/sources/case-file/read-case-file.ts'
import {packCaseFile} from '../../src/sources/case-file/write-case-file.ts'
import {agentOf} from '../checks/agent-reachability/agent-parts.ts'
import {dial} from '../checks/asked-parts.ts'
import {diagnosed} from '../checks/worker-reachability/diagnosed.ts'
import {collectCapture, unpackCapture} from '../cronicle-captures.ts'
import {scratch} from '../unpack.ts'
import {collectFixture} from './collect-fixture.ts'

const settings = {version: '0', failLevel: 'error', only: [], skip: []} as const

async function packed(c: Case) {
  const {bytes, manifest} = await packCaseFile(c, '0.1.0', new Date('2026-01-01T00:00:00Z'))
  const file = join(scratch(), 'case.tgz')
  writeFileSync(file, bytes)
  return {manifest, text: gunzipSync(bytes).toString('latin1'), again: await readCaseFile(file)}
}

/** The first server of a capture as a container with this environment. */
async function inContainer(env: readonly string[], plain: readonly string[]): Promise<Case> {
  const c = await collectCapture(unpackCapture('j1-worker-reports-primary-own-ip'))
  const container: Container = {...agentOf('cronicle1').container, env, commandLine: ['cronicle']}
  const [first, ...others] = c.cronicle?.servers ?? []
  if (!c.cronicle || !first) throw new RangeError('the capture has servers')
  const environment = read(plain.map(name => ({name, value: 'as it is', secret: false})))
  const servers = [{...first, containerId: container.id, environment}, ...others]
  return {...c, containers: [container], cronicle: {...c.cronicle, servers}}
}

test('of a container with Cronicle only the variables that Cronicle reads stay', async () => {
  const version = '0.9.129'
  const env = [
    'HOSTNAME=primary1',
    'CRONICLE_base_app_url=http://primary1.example.net:3012',
    'CRONICLE_secret_key=planted-secret-1',
    'SMTP_PASSWORD=planted-secret-2',
    'MAIL_DSN=smtp://cron:planted-secret-3@mail',
    `CRONICLE_VERSION=${version}`,
  ]
  const c = await inContainer(env, ['HOSTNAME', 'CRONICLE_base_app_url'])
  const {manifest, text, again} = await packed(c)
  expect(again.containers[0]?.env).toEqual(env.slice(0, 2))
  expect(text).not.toContain('planted-secret')
  expect(manifest.leftOut).toContain('environment of cronicle1, save for what Cronicle reads')
  expect(manifest.leftOut).toContain('value of environment variable SMTP_PASSWORD of cronicle1')
  // What another variable happens to say as well is no secret for that.
  expect(JSON.stringify(again.cronicle)).toContain(version)
})

test('a secret of a compose file goes, a setting of Cronicle stays', async () => {
  const c = await inContainer([], ['CRONICLE_hostname'])
  const dkron = await collectFixture('v4.0.9-e1-1-down-up-new-id-new-ip')
  const [file] = dkron.compose
  const [service] = file?.services ?? []
  if (!file || !service) throw new RangeError('the fixture has a compose file')
  const place = {file: 'docker-compose.yml', line: 1, column: 1}
  const environment = [
    {name: 'CRONICLE_hostname', value: 'worker1.example.net', place},
    {name: 'CRONICLE_secret_key', value: 'planted-secret-1', place},
  ]
  const compose = [{...file, services: [{...service, environment}]}]
  const [kept] = redactCase({...c, compose}).case.compose[0]?.services ?? []
  expect(kept?.environment[0]?.value).toBe('worker1.example.net')
  expect(kept?.environment[1]?.value).not.toContain('planted')
})

test('of both schedulers in one, each diagnosis is that of its own', async () => {
  const dkron = await collectFixture('v4.0.9-e1-1-down-up-new-id-new-ip')
  const cronicle = await collectCapture(unpackCapture('a1-lb-default-route-blackhole'))
  const {again, manifest} = await packed(joinCases(dkron, cronicle))
  expect(diagnoseDkron(deriveFacts(again), settings)).toEqual(diagnoseDkron(deriveFacts(dkron), settings))
  expect(diagnosed(again)).toEqual(diagnosed(cronicle))
  expect(manifest.leftOut.slice(0, 2)).toEqual([
    'log entries and snapshots themselves: jobs, executions and their output',
    'stored records of Cronicle other than servers, groups and what became of servers',
  ])
})

test('what both read stands in it once', async () => {
  const c = await collectFixture('v4.0.9-e1-1-down-up-new-id-new-ip')
  const said = {...c, unread: [{where: 'container engine', reason: 'none'}]}
  const joined = joinCases(said, said)
  expect([joined.containers.length, joined.compose.length, joined.unread.length]).toEqual([
    c.containers.length,
    c.compose.length,
    1,
  ])
})

test('of Dkron gives the same report on its agents, from what was asked in the networks of the servers', async () => {
  const c = await collectFixture('v4.0.9-e4-1-healthy-3')
  const agent = {Name: 'a1', Addr: '10.0.1.1', Status: 1, Tags: {role: 'dkron', rpc_addr: '10.0.1.1:6868'}}
  const api = c.api.map(a => {
    const members = [...JSON.parse(a.answers['/v1/members']?.body ?? '[]'), agent]
    return {...a, answers: {...a.answers, '/v1/members': {status: 200, body: JSON.stringify(members)}}}
  })
  const probes = c.containers.map(k => dial(k.name, '10.0.1.1:6868', 'no-answer'))
  const asked = {...c, containers: [...c.containers, agentOf('a1').container], api, probes}
  const report = diagnoseAgents(deriveFacts(asked), settings)
  expect([report.verdict, report.cause]).toEqual(['broken', 'agent-port-unreachable'])
  expect(diagnoseAgents(deriveFacts((await packed(asked)).again), settings)).toEqual(report)
  // The same questions change nothing in the other diagnosis.
  const without = diagnoseDkron(deriveFacts(c), settings).findings
  expect(diagnoseDkron(deriveFacts(asked), settings).findings).toEqual(without)
})
