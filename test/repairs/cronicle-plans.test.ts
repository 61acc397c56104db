import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {workerReachabilityChecks} from '../../src/checks/worker-reachability/index.ts'
import {applySplices} from '../../src/formats/apply-splices.ts'
import {describeRisk} from '../../src/present/describe-risk.ts'
import {planForCronicle} from '../../src/repairs/cronicle/planning/index.ts'
import {decodePlan} from '../../src/repairs/decode-plan.ts'
import type {Plan} from '../../src/repairs/plan.ts'
import {choosePlan} from '../../src/repairs/planning/choose-plan.ts'
import {sealPlan} from '../../src/repairs/seal-plan.ts'
import {readRepairInputs} from '../../src/sources/cronicle/read-repair-inputs.ts'
import {collectCapture, unpackCapture} from '../cronicle-captures.ts'
import {schemaProblems} from '../schema.ts'

interface Asked {
  readonly strategy?: string
  readonly names?: readonly string[]
  readonly hasKey?: boolean
  /** The servers are not stopped. */
  readonly runs?: boolean
}

async function planIn(folder: string, {strategy, names = [], hasKey = false, runs = false}: Asked = {}) {
  const c = await collectCapture(folder, undefined, {names})
  const {texts, states} = await readRepairInputs(c)
  const running = ['p1 answers on port 3012']
  const inputs = {
    texts,
    states: runs ? new Map([...states].map(([at, state]) => [at, {...state, running}])) : states,
    wishes: {strategy: strategy ?? null, names, words: ['--primary=p1'], urls: [], hasKey},
  }
  const {report, planned} = planForCronicle(c, workerReachabilityChecks, inputs, '0')
  return choosePlan(planned, strategy ?? null, report.findings)
}

const planFor = (name: string, asked?: Asked) => planIn(unpackCapture(name), asked)

/** What a plan makes of each file it edits, by the end of its path. */
function written(plan: Plan | null): Readonly<Record<string, unknown>> {
  const steps = plan?.steps ?? []
  const files = steps.flatMap(({action}) =>
    action.kind === 'edit-text'
      ? [[action.path, JSON.parse(applySplices(readFileSync(action.path, 'utf8'), action.splices) ?? '')] as const]
      : [],
  )
  return Object.fromEntries(files.map(([path, value]) => [path.split('/').slice(-2).join('/'), value]))
}

const serversPage = '5a/af565a097a0cf8d7d5855ecc92c24c34.json'
const serversHeader = '06/73f2061c54ebbd19ba9bbddd70299297.json'
const groupsPage = '5b/70a45b37adf20d85be16525c9a8e8e03.json'
const own = {hostname: 'cron-primary.example.net', ip: '10.20.0.10'}

describe('a plan for a captured case of Cronicle', () => {
  test.each(['a1-lb-default-route-blackhole', 'a3-reported-ip-is-another-machine', 'b2-hostname-only'])(
    '%s: the worker reports the name it was added by, and nothing else of its settings changes',
    async name => {
      const {plan} = await planFor(name)
      expect(plan).toMatchObject({strategy: 'worker-identity', refusals: [], risk: 'disruptive'})
      const before = JSON.parse(
        readFileSync(plan?.steps[0]?.action.kind === 'edit-text' ? plan.steps[0].action.path : '', 'utf8'),
      )
      const named = {hostname: 'workers-lb.example.net', ip: 'workers-lb.example.net'}
      expect(written(plan)).toEqual({'w1/config.json': {...before, ...named}})
      expect(plan?.next).toContainEqual(
        expect.stringContaining(`{"hostname":"workers-lb.example.net"}' http://localhost:3012/api/app/add_server`),
      )
      expect(decodePlan(JSON.stringify(plan))).toEqual({plan})
      expect(schemaProblems('plan', plan)).toEqual([])
    },
  )

  test('with a key the plan takes the old row out and adds the worker; without one it says how', async () => {
    const {plan} = await planFor('a1-lb-default-route-blackhole', {hasKey: true})
    const named = {hostname: 'workers-lb.example.net', ip: 'workers-lb.example.net'}
    expect(plan?.steps.slice(1).map(s => s.action)).toEqual([
      {kind: 'await-worker', worker: named, at: {host: 'workers-lb.example.net', port: 3012}},
      {kind: 'remove-server', hostname: 'ip-172-31-50-31', ip: '172.31.50.31'},
      {kind: 'add-server', typed: 'workers-lb.example.net', worker: named},
    ])
    expect(plan?.primary?.api).toEqual(['http://10.20.0.10:3012'])
    expect(plan?.next).toEqual(['doctor worker-reachability --primary=p1'])
    expect(decodePlan(JSON.stringify(plan))).toEqual({plan})
    expect(schemaProblems('plan', plan)).toEqual([])
    expect(decodePlan(JSON.stringify(sealPlan({...plan, primary: undefined} as Plan)))).toEqual({
      problem: 'it calls a primary, and does not say which',
    })
  })

  test('a primary that has to be stopped is waited for before it is called', async () => {
    const {plan} = await planFor('j1-worker-reports-primary-own-ip', {hasKey: true})
    const kinds = plan?.steps.map(s => s.action.kind)
    expect(kinds?.slice(-3)).toEqual(['await-primary', 'await-worker', 'add-server'])
    expect(plan?.stopped).toHaveLength(1)
    expect(schemaProblems('plan', plan)).toEqual([])
  })

  test('two workers behind one name each need their own, in the order of their folders', async () => {
    const without = await planFor('h0-two-workers-round-robin-only-ip-set')
    expect(without).toMatchObject({plan: null, byHand: [expect.stringContaining('conf/config.json')]})
    const names = ['W1.example.net', 'w2.example.net']
    const {plan} = await planFor('h0-two-workers-round-robin-only-ip-set', {names})
    expect(plan?.strategy).toBe('worker-identity')
    expect(written(plan)).toMatchObject({
      'w1/config.json': {hostname: 'w1.example.net', ip: 'w1.example.net'},
      'w2/config.json': {hostname: 'w2.example.net', ip: 'w2.example.net'},
    })
    expect(plan?.kept.join(' ')).toContain('already in cluster')
    const same = await planFor('h0-two-workers-round-robin-only-ip-set', {names: ['w.example.net', 'w.example.net']})
    expect(same.plan).toBeNull()
  })

  test('a primary that dials itself: its record goes, and the worker gets its name in the same plan', async () => {
    const {plan} = await planFor('j1-worker-reports-primary-own-ip')
    expect(plan).toMatchObject({strategy: 'server-records', refusals: []})
    expect(plan?.stopped).toEqual([
      expect.objectContaining({port: 3012, hostnames: ['cron-primary.example.net', 'ip-172-31-50-31']}),
    ])
    expect(written(plan)).toMatchObject({
      [serversPage]: {type: 'list_page', items: [own]},
      [serversHeader]: {length: 1, first_page: 0, last_page: 0, page_size: 50},
      'w1/config.json': {hostname: 'workers-lb.example.net', ip: 'workers-lb.example.net'},
    })
    expect(schemaProblems('plan', plan)).toEqual([])
  })

  test('where the primary runs it is called, and the risk says what that takes and what it leaves', async () => {
    const {plan} = await planFor('b0-fixed-config-stale-record', {hasKey: true, runs: true})
    expect(plan?.steps.map(s => s.action.kind)).toEqual(['await-worker', 'remove-server', 'add-server'])
    expect(plan).toMatchObject({strategy: 'server-records', risk: 'disruptive', stores: [], lost: [], refusals: []})
    expect(plan?.stopped).toBeUndefined()
    expect(describeRisk(plan as Plan)).toMatch(/^disruptive: a worker is out of the list of the primary for a moment/)
    const stopped = await planFor('b0-fixed-config-stale-record', {hasKey: true})
    expect(describeRisk(stopped.plan as Plan)).toMatch(/^disruptive: the scheduler has to be stopped/)
    expect(schemaProblems('plan', plan)).toEqual([])
  })

  test('a renamed primary: its name is pinned, or both records follow it', async () => {
    const pinned = await planFor('k1-primary-hostname-changed')
    expect(pinned.plan?.strategy).toBe('primary-hostname')
    expect(written(pinned.plan)).toMatchObject({'p1/config.json': {hostname: 'a1b2c3d4e5f6'}})
    const {plan} = await planFor('k1-primary-hostname-changed', {strategy: 'server-records'})
    expect(written(plan)).toMatchObject({
      [serversPage]: {items: [{hostname: '0f9e8d7c6b5a'}]},
      [groupsPage]: {items: expect.arrayContaining([expect.objectContaining({regexp: '^(0f9e8d7c6b5a)$', master: 1})])},
    })
  })

  test('where only the server record was edited, the group follows', async () => {
    const {plan} = await planFor('k1f-only-servers-edited')
    expect(plan?.strategy).toBe('server-records')
    expect(Object.keys(written(plan))).toEqual([groupsPage])
  })

  test.each(['b0-fixed-config-stale-record', 'k3-worker-recreated-new-host-new-ip'])(
    '%s: the record is corrected to what the worker reports',
    async name => {
      const {plan} = await planFor(name)
      expect(plan?.strategy).toBe('server-records')
      expect(Object.keys(written(plan))).toEqual([serversPage])
      expect(written(plan)[serversPage]).toMatchObject({
        items: [own, expect.not.objectContaining({hostname: 'ip-172-31-50-31'})],
      })
    },
  )

  test('the balancer listens on another port: the primary dials that one', async () => {
    const folder = unpackCapture('b6b-lb-other-port-remote_server_port')
    const config = join(folder, 'p1/config.json')
    const {remote_server_port: _, ...settings} = JSON.parse(readFileSync(config, 'utf8'))
    writeFileSync(config, JSON.stringify(settings, null, '\t'))
    // Its log and its activities tell that it was reached.
    for (const logs of ['p1/logs', 'p1/data/logs']) rmSync(join(folder, logs), {recursive: true, force: true})
    const c = await collectCapture(folder, ['primary', 'balancer'], {names: ['workers-lb.example.net']})
    const inputs = {
      ...(await readRepairInputs(c)),
      wishes: {strategy: null, names: [], words: [], urls: [], hasKey: false},
    }
    const {planned} = planForCronicle(c, workerReachabilityChecks, inputs, '0')
    const found = planned.find(p => (p.ok ? p.plan.strategy : p.strategy) === 'remote-server-port')
    if (!found?.ok) throw new Error(found?.why)
    expect(written(found.plan)).toMatchObject({'p1/config.json': {remote_server_port: 8080}})
  })

  test.each(['b1-fix-hostname-and-ip', 'c2-nginx-read-timeout-5s', 'k1c-both-records-edited', 'j1-fixed'])(
    '%s is healthy: there is nothing to repair',
    async name => expect((await planFor(name)).plan).toBeNull(),
  )

  test('unfinished transactions would take the repair back: the plan may not be run', async () => {
    const folder = unpackCapture('j1-worker-reports-primary-own-ip')
    mkdirSync(join(folder, 'p1/data/_transactions/logs'), {recursive: true})
    writeFileSync(join(folder, 'p1/data/_transactions/logs/17-a.log'), '')
    expect((await planIn(folder)).plan?.refusals).toEqual([expect.stringContaining('17-a.log')])
  })
})
