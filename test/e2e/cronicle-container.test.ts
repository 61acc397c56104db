import {execFileSync} from 'node:child_process'
import {cpSync, mkdirSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, inject, test} from 'vitest'
import type {DescribedCronicle} from '../../src/report/describe-cronicle.ts'
import type {Report} from '../../src/report/types.ts'
import {doctor} from '../cli/doctor.ts'
import {scratch} from '../unpack.ts'
import {bundleScript} from './cronicle/bundle-script.ts'
import {buildCronicleImage, cronicleImage, packages, removeCronicleImage} from './cronicle-image.ts'
import {needsEngine} from './needs-engine.ts'
import {Project} from './project.ts'

needsEngine()

beforeAll(() => {
  if (inject('lab').missing === '') buildCronicleImage()
})
afterAll(() => {
  if (inject('lab').missing === '') removeCronicleImage()
})

const file = (more = '') => `version: "2.4"
services:
  cronicle:
    image: ${cronicleImage}
    volumes:
      - ./data:/opt/cronicle/data
      - ${packages}:${packages}:ro
${more}`

test('a primary that is known by its container ID', async () => {
  // The compose whose own command is the one that doctor prints for its containers.
  const project = new Project(file(), inject('lab').composes[0]?.program)
  project.up()
  const first = project.hostNameOf('cronicle')
  expect(await primaryOf(project)).toBe(first)
  expect(diagnosed(project)).toMatchObject({verdict: 'at-risk', cause: null})
  // In its folder, or with its folder named, it is the same one server.
  cpSync(join(import.meta.dirname, '../cronicle/sample-config.json'), join(project.folder, 'conf/config.json'))
  for (const named of [[], [`--primary=${project.folder}`]]) {
    const {stdout} = project.doctor(['worker-reachability', '--json', ...named])
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'at-risk',
      facts: {workers: []},
      findings: [{check: 'server-hostname-not-pinned', severity: 'warning', repairs: ['primary-hostname']}],
    })
  }
  rmSync(join(project.folder, 'conf'), {recursive: true})

  project.down()
  project.up()
  const second = project.hostNameOf('cronicle')
  expect(second).not.toBe(first)
  expect(await primaryOf(project)).toBe('nobody')
  expect(diagnosed(project)).toMatchObject({verdict: 'broken', cause: 'primary-hostname-unknown'})

  const before = project.text
  const env = project.hostEnv()
  const printed = /^ {4}(doctor repair .*)$/m.exec(elsewhere(project, 'worker-reachability').stdout)?.[1] ?? ''
  expect(printed).toBe('doctor repair --strategy primary-hostname')
  const repaired = elsewhere(project, ...printed.split(' ').slice(1), '--yes', '--state-dir', project.stateDir)
  expect(repaired).toMatchObject({code: 0})
  expect(project.text).toBe(before.replace(/( image: .*\n)/, `$1    hostname: ${first}\n`))
  const anew = /^ {4}(cd .* up -d cronicle)$/m.exec(repaired.stdout)?.[1] ?? 'false'
  execFileSync('sh', ['-c', anew], {env: {...process.env, ...env}, stdio: 'pipe'})
  expect(await primaryOf(project)).toBe(first)
  expect(diagnosed(project)).toMatchObject({verdict: 'healthy', cause: null})

  project.down()
  project.up()
  expect(await primaryOf(project)).toBe(first)
  expect(elsewhere(project, 'undo', '--state-dir', project.stateDir).code).toBe(0)
  expect(project.text).toBe(before)
}, 480_000)

test('a worker whose name only the network of the containers knows', async () => {
  const project = new Project(pair)
  mkdirSync(join(project.folder, 'worker-data/global'), {recursive: true})
  storeRecords(project.folder)
  project.up()
  await project.waitForAnswer('worker', ':3012/api/app/config', config => config.includes('"master_hostname"'))
  const primary = `${project.name}_cronicle_1`

  const {dialled, workers} = diagnosed(project).facts
  expect(workers).toMatchObject([{worker: 'worker', answeredBy: [expect.stringMatching(/^worker, pid \d+$/)]}])
  expect(dialled).toContainEqual({
    from: 'doctor',
    to: 'worker',
    as: 'dialled',
    address: 'http://worker:3012',
    vantage: expect.stringMatching(new RegExp(`^inside of ${primary.replaceAll('_', '[_-]')}$`)),
    answered: expect.stringMatching(/^worker, pid \d+; socket opens; WebSocket$/),
  })
  expect(diagnosed(project, '--vantage', 'here').facts.dialled).toContainEqual(
    expect.objectContaining({from: 'doctor', vantage: 'this host', address: 'http://worker:3012'}),
  )

  project.compose('kill', 'worker')
  expect(diagnosed(project)).toMatchObject({verdict: 'broken'})
})

const pair = `${file('    hostname: primary.example.net\n')}
  worker:
    image: ${cronicleImage}
    hostname: worker
    environment: ['CRONICLE_ip=worker', 'CRONICLE_master=']
    volumes:
      - ./worker-data:/opt/cronicle/data
      - ${packages}:${packages}:ro
`

/** As if the primary had been set up here and the worker added to it. */
function storeRecords(folder: string): void {
  cpSync(join(import.meta.dirname, '../cronicle/sample-config.json'), join(folder, 'conf/config.json'))
  const run = (script: string, args: readonly string[]) =>
    execFileSync(process.execPath, [bundleScript(script), ...args], {
      cwd: folder,
      stdio: 'pipe',
      env: {PATH: process.env.PATH, HOSTNAME: 'primary.example.net'},
    })
  run('cronicle/cronicle-process', ['setup'])
  const record = {hostname: 'worker', ip: 'worker'}
  run('cronicle/edit-storage-process', [JSON.stringify([{push: 'global/servers', item: record}])])
}

type Diagnosed = Report & {readonly facts: DescribedCronicle}

/** As one calls it on the host, in a folder that tells nothing. */
const elsewhere = (project: Project, ...args: string[]) => doctor(args, {cwd: scratch(), env: project.hostEnv()})

function diagnosed(project: Project, ...args: string[]): Diagnosed {
  const {stdout, stderr} = elsewhere(project, 'worker-reachability', '--json', ...args)
  if (!stdout.includes('"verdict"')) throw new Error(`no report: ${stdout}${stderr}`)
  return JSON.parse(stdout) as Diagnosed
}

/** Who is primary, as the web interface is told, when the server has had its time to become it. */
async function primaryOf(project: Project): Promise<string> {
  await project.waitForAnswer('cronicle', ':3012/api/app/status', status => JSON.parse(status).uptime >= 2)
  const config = await project.waitForAnswer('cronicle', ':3012/api/app/config')
  return /"master_hostname":"([^"]+)"/.exec(config)?.[1] ?? 'nobody'
}
