import {execFileSync, spawnSync} from 'node:child_process'
import {fileURLToPath} from 'node:url'
import {afterAll, beforeAll, expect, inject, test} from 'vitest'
import type {Report} from '../../src/report/types.ts'
import {captured} from '../cli/doctor.ts'
import {article} from './compose-files.ts'
import {needsEngine} from './needs-engine.ts'
import {buildNodeImage, nodeImage, removeNodeImage} from './node-image.ts'
import {docker, Project} from './project.ts'

needsEngine()

const there = inject('lab').missing === ''
const root = fileURLToPath(new URL('../../', import.meta.url))
const image = 'scheduler-doctor-lab:latest'
/** Every step's image, which the classic builder leaves behind. */
let steps: readonly string[] = []

/** The Dockerfile itself, on a base of this machine: npm fetches every package. */
beforeAll(() => {
  if (!there) return
  buildNodeImage()
  const options = ['--force-rm', '--network=host', '--build-arg', `NODE_IMAGE=${nodeImage}`, '-t', image]
  const said = execFileSync('docker', ['build', ...options, root], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 26,
  })
  steps = [...said.matchAll(/^ ---> ([0-9a-f]{12})$/gm)].map(([, id = '']) => id).reverse()
}, 900_000)
afterAll(() => {
  if (!there) return
  spawnSync('docker', ['rmi', '--force', image])
  removeNodeImage()
  for (const id of steps) spawnSync('docker', ['rmi', id])
})

/** As the README has it: the folder at its own path, which is what the engine calls it, and only to be read. */
function run(folder: string, options: readonly string[], ...args: string[]) {
  const place = ['-v', `${folder}:${folder}:ro`, '-w', folder]
  const {status, stdout, stderr} = spawnSync('docker', ['run', '--rm', ...place, ...options, image, ...args], {
    encoding: 'utf8',
    timeout: 180_000,
  })
  expect(stderr).not.toMatch(/\n\s+at /)
  return {status, report: () => JSON.parse(stdout) as Report, stdout, stderr}
}

const socket = ['-v', '/var/run/docker.sock:/var/run/docker.sock']

test('is doctor, and holds what ships alone', () => {
  expect(docker('run', '--rm', image, '--version')).toMatch(/^scheduler-doctor\/\d+\.\d+\.\d+ /)
  const list = (folder: string) => docker('run', '--rm', '--entrypoint', 'ls', image, '-A', folder).split('\n')
  const held = ['CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'bin', 'dist', 'docs', 'man', 'node_modules']
  expect(list('/opt/doctor')).toEqual([...held, 'oclif.manifest.json', 'package.json', 'schemas'])
  expect(list('/')).not.toContain('build')
  const packages = list('/opt/doctor/node_modules')
  expect(packages).toContain('level')
  for (const tool of ['vitest', 'typescript', 'esbuild']) expect(packages).not.toContain(tool)
})

test('finds the cause in a data-dir that it may only read, without an engine', () => {
  const {folder} = captured('v4.0.9-e1-1-down-up-new-id-new-ip')
  const ran = run(folder, [], 'no-leader', './dkron.data', '--inspect', 'inspect-e1_dkron_1.json', '--json')
  expect(ran).toMatchObject({status: 1})
  expect(ran.report()).toMatchObject({verdict: 'broken', cause: 'server-id-changed'})
})

test('finds a server without a leader through the socket, and takes itself for no server', async () => {
  const project = new Project(article)
  project.up()
  await project.waitForLeader('dkron')
  expect(run(project.folder, socket, 'no-leader', '--json').report().cause).toBeNull()
  project.up('--force-recreate')
  await project.waitForNoLeader('dkron')
  for (const options of [socket, [...socket, '--pid=host', '--network=host']]) {
    const {status, report} = run(project.folder, options, 'no-leader', '--json')
    expect({status, cause: report().cause}).toEqual({status: 1, cause: 'server-id-changed'})
    expect(report().findings.map(f => f.check)).not.toContain('data-dir-not-writable')
  }
}, 300_000)
