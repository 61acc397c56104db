import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {workerReachabilityChecks} from '../../src/checks/worker-reachability/index.ts'
import {deriveCronicle} from '../../src/facts/cronicle/derive-cronicle.ts'
import {applySplices} from '../../src/formats/apply-splices.ts'
import {offerCronicleRepair, planForCronicle} from '../../src/repairs/cronicle/planning/index.ts'
import {decodePlan} from '../../src/repairs/decode-plan.ts'
import type {Plan} from '../../src/repairs/plan.ts'
import {choosePlan} from '../../src/repairs/planning/choose-plan.ts'
import {readRepairInputs} from '../../src/sources/cronicle/read-repair-inputs.ts'
import {collectCapture, unpackCapture} from '../cronicle-captures.ts'
import {schemaProblems} from '../schema.ts'

/** A renamed primary, as captured; it is stored as a1b2c3d4e5f6. */
const renamed = 'k1-primary-hostname-changed'

/** Its folder with a compose file beside it, and what is planned from there. */
async function planWith(
  compose: string,
  {capture = renamed, settings = {}, env = ''}: {capture?: string; settings?: object; env?: string} = {},
) {
  const folder = unpackCapture(capture)
  const file = join(folder, 'docker-compose.yml')
  writeFileSync(file, compose)
  if (env !== '') writeFileSync(join(folder, '.env'), env)
  const config = join(folder, 'p1/config.json')
  if (Object.keys(settings).length > 0)
    writeFileSync(config, JSON.stringify({...JSON.parse(readFileSync(config, 'utf8')), ...settings}, null, 2))
  const c = await collectCapture(folder)
  const wishes = {strategy: null, names: [], words: ['--primary=p1'], urls: [], hasKey: false}
  const inputs = {...(await readRepairInputs(c)), wishes}
  const {report, planned} = planForCronicle(c, workerReachabilityChecks, inputs, '0')
  const {plan} = choosePlan(planned, null, report.findings)
  const offer = offerCronicleRepair({facts: deriveCronicle(c), findings: report.findings, ...inputs}, report.findings)
  return {file, config, plan, planned, offer}
}

const service = (more = '') => `services:
  cronicle:
    image: bluet/cronicle-docker:0.9.80   # pinned
    restart: unless-stopped
    volumes:
      - ./p1/data:/opt/cronicle/data
      - ./p1/logs:/opt/cronicle/logs
${more}`

/** The text a plan makes of its one file. */
function written(plan: Plan | null): string | null {
  const [step, ...more] = plan?.steps ?? []
  if (more.length > 0 || step?.action.kind !== 'edit-text') return null
  return applySplices(readFileSync(step.action.path, 'utf8'), step.action.splices)
}

const whyOf = (planned: Awaited<ReturnType<typeof planWith>>['planned']) =>
  planned.flatMap(p => (!p.ok && p.strategy === 'primary-hostname' ? [p] : []))[0]

describe('a renamed primary that compose makes', () => {
  test('its service gets the stored hostname, and every other byte stays', async () => {
    const {plan, file, offer} = await planWith(service())
    expect(plan).toMatchObject({strategy: 'primary-hostname', risk: 'disruptive', refusals: []})
    expect(written(plan)).toBe(service().replace('# pinned\n', '# pinned\n    hostname: a1b2c3d4e5f6\n'))
    expect(plan?.steps[0]?.diff).toBe(
      `--- ${file}\n+++ ${file}\n@@ line 4, service cronicle @@\n+hostname: a1b2c3d4e5f6\n`,
    )
    expect(plan?.next).toEqual([
      'Create its container anew from the file; it leads after 60 s at most:',
      `cd ${join(file, '..')} && docker compose up -d cronicle`,
      'doctor worker-reachability --primary=p1',
    ])
    expect(decodePlan(JSON.stringify(plan))).toEqual({plan})
    expect(schemaProblems('plan', plan)).toEqual([])
    expect(offer).toMatchObject({strategy: 'primary-hostname', lines: 'doctor repair --primary=p1'})
  })

  test('a name that is written there already is replaced where it stands', async () => {
    const text = service('    hostname: 0f9e8d7c6b5a # new\n')
    expect(written((await planWith(text)).plan)).toBe(text.replace('0f9e8d7c6b5a', 'a1b2c3d4e5f6'))
  })

  test('a variable that outranks hostname: is what changes', async () => {
    for (const variable of ['CRONICLE_hostname', 'HOSTNAME']) {
      const text = service(`    hostname: box\n    environment:\n      - ${variable}=0f9e8d7c6b5a\n      - TZ=UTC\n`)
      expect(written((await planWith(text)).plan)).toBe(text.replace('0f9e8d7c6b5a', 'a1b2c3d4e5f6'))
    }
  })

  test('a variable of the shell is replaced by the name, as what it comes to is not known for every call', async () => {
    const text = service(`    environment: {CRONICLE_hostname: "\${NAME}"}\n`)
    const {plan} = await planWith(text, {env: 'NAME=0f9e8d7c6b5a\n'})
    expect(written(plan)).toBe(text.replace(/\$\{NAME\}/, 'a1b2c3d4e5f6'))
  })

  test.each([
    ['the network of the host', '    network_mode: host\n'],
    ['a domain name', '    domainname: example.net\n'],
  ])('%s allows no hostname: of its own, so the variable says it', async (_, more) => {
    const text = written((await planWith(service(more))).plan)
    expect(text).toContain('CRONICLE_hostname: a1b2c3d4e5f6')
    expect(text).not.toContain('    hostname:')
  })

  test('a hostname in config.json outranks the container: it is mended there', async () => {
    const {plan, config} = await planWith(service(), {settings: {hostname: 'Other'}})
    expect(plan?.steps).toMatchObject([{action: {kind: 'edit-text', path: config}}])
  })

  test('no key that stands beside it gets into the plan', async () => {
    const secret = 'planted-secret-0123456789'
    for (const text of [
      service(`    environment:\n      CRONICLE_secret_key: ${secret}\n      CRONICLE_hostname: box\n`),
      service(`    environment: {CRONICLE_secret_key: ${secret}, HOSTNAME: box}\n`),
    ]) {
      const {plan} = await planWith(text)
      expect(written(plan)).toBe(text.replace('box', 'a1b2c3d4e5f6'))
      expect(JSON.stringify(plan)).not.toContain(secret)
    }
  })

  test('several containers of one service would all get the name: config.json is edited', async () => {
    const {plan, config} = await planWith(service('    deploy: {replicas: 2}\n'))
    expect(plan?.steps).toMatchObject([{action: {path: config}}])
  })

  test('a compose file of something else is left alone', async () => {
    const {plan, config} = await planWith(service().replaceAll('./p1/', './elsewhere/'))
    expect(plan?.steps).toMatchObject([{action: {path: config}}])
  })

  test('a file that says so already stays: its records are not renamed, config.json agrees with it', async () => {
    const {plan, config} = await planWith(service('    hostname: a1b2c3d4e5f6\n'))
    expect(plan?.steps).toMatchObject([{action: {path: config}}])
  })
})

describe('a primary that only its container shows', () => {
  /** As Docker shows it: no folder of this host, and a label that names the file. */
  async function planFromDocker(text: string, settings: object = {}) {
    const folder = unpackCapture(renamed)
    const file = join(folder, 'docker-compose.yml')
    writeFileSync(file, text)
    const inspect = join(folder, 'inspect.json')
    const labels = {
      project: 'nightly',
      service: 'cronicle',
      'project.config_files': file,
      'project.working_dir': folder,
    }
    const named = Object.entries(labels).map(([name, value]) => [`com.docker.compose.${name}`, value])
    const id = '0f9e8d7c6b5a'.padEnd(64, '0')
    const Config = {Hostname: id.slice(0, 12), Labels: Object.fromEntries(named), Env: ['PATH=/bin'], ...settings}
    writeFileSync(inspect, JSON.stringify([{Id: id, Name: '/nightly-cronicle-1', Config}]))
    const read = await collectCapture(folder, undefined, {inspect: [inspect]})
    const shown = (read.cronicle?.servers ?? []).map(s => ({...s, folder: null, containerId: id}))
    const c = {...read, cronicle: read.cronicle && {...read.cronicle, servers: shown}}
    const wishes = {strategy: null, names: [], words: [], urls: [], hasKey: false}
    const inputs = {...(await readRepairInputs(c)), wishes}
    const {report, planned} = planForCronicle(c, workerReachabilityChecks, inputs, '0')
    const offer = offerCronicleRepair({facts: deriveCronicle(c), findings: report.findings, ...inputs}, report.findings)
    return {file, planned, offer, ...choosePlan(planned, null, report.findings)}
  }

  test('is mended in the file its label names, by a command that says which scheduler is meant', async () => {
    const {plan, file, offer} = await planFromDocker(service())
    expect(plan).toMatchObject({strategy: 'primary-hostname', inputs: [{path: file}]})
    expect(written(plan)).toContain('\n    hostname: a1b2c3d4e5f6\n')
    expect(plan?.next).toContain(`cd ${join(file, '..')} && docker compose -p nightly up -d cronicle`)
    expect(offer?.lines).toBe('doctor repair --strategy primary-hostname')
  })

  test('has no plan where the file says so already, and is told to be created anew', async () => {
    const {plan, offer, planned, file} = await planFromDocker(service('    hostname: a1b2c3d4e5f6\n'))
    expect({plan, offer}).toEqual({plan: null, offer: null})
    expect(whyOf(planned)).toMatchObject({
      why: expect.stringContaining('says so already'),
      byHand: expect.arrayContaining([`cd ${join(file, '..')} && docker compose -p nightly up -d cronicle`]),
    })
  })

  test('with a domain name is named by the variable', async () => {
    const {plan} = await planFromDocker(service(), {Domainname: 'example.net'})
    expect(written(plan)).toContain('CRONICLE_hostname: a1b2c3d4e5f6')
  })
})

test('what is stored under the name of the first container is kept by it (k4a)', async () => {
  const {plan} = await planWith(service(), {capture: 'k4a-docker-first'})
  expect(plan?.strategy).toBe('primary-hostname')
  expect(written(plan)).toMatch(/\n {4}hostname: ['"]?[0-9a-f]{12}['"]?\n/)
})

test('a pinned primary has nothing to repair (k1d)', async () => {
  const {plan, planned} = await planWith(service(), {capture: 'k1d-fix-config-hostname'})
  expect(plan).toBeNull()
  expect(whyOf(planned)?.why).toBe('no finding asks for it')
})
