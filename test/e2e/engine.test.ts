import {execFileSync, spawnSync} from 'node:child_process'
import {createServer} from 'node:net'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {program} from '../cli/doctor.ts'
import {scratch} from '../unpack.ts'
import {article} from './compose-files.ts'
import {diagnose} from './diagnose.ts'
import {needsEngine} from './needs-engine.ts'
import {Project} from './project.ts'
import {quickest} from './quickest.ts'

needsEngine()

/** A server that cannot be elected; whoever cannot ask the engine must not take it for healthy. */
async function broken(): Promise<Project> {
  const project = new Project(article)
  project.up()
  await project.waitForLeader('dkron')
  project.up('--force-recreate')
  await project.waitForNoLeader('dkron')
  return project
}

test('no engine, one that hangs, and one this user may not ask', async () => {
  const project = await broken()
  const absent = diagnose(project.folder, [], {DOCKER_HOST: `unix://${join(scratch(), 'none.sock')}`})
  expect(absent).toMatchObject({code: 3, report: {verdict: 'unknown'}})
  expect(JSON.stringify(absent.report)).toContain('no engine answers there')

  const hanging = join(scratch(), 'hanging.sock')
  const server = createServer(() => {})
  await new Promise<void>(ready => server.listen(hanging, ready))
  onTestFinished(() => void server.close())
  const ask = () => diagnose(project.folder, ['--timeout', '1'], {DOCKER_HOST: `unix://${hanging}`})
  const {value: hung, took} = quickest(5000, ask)
  expect(took).toBeLessThan(5000)
  expect(hung).toMatchObject({code: 3, report: {verdict: 'unknown'}})

  // Another user who may read every file, so that only the engine's socket is denied. The capability alone does not do:
  // access(2), by which a file's presence is asked, takes no account of it.
  execFileSync('chmod', ['-R', 'a+rX', project.folder])
  const read = ['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search']
  const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups', ...read]
  const denied = spawnSync('setpriv', [...nobody, process.execPath, program, 'no-leader'], {
    cwd: project.folder,
    encoding: 'utf8',
    env: {PATH: process.env.PATH, HOME: '/nonexistent', DOCKER_HOST: process.env.DOCKER_HOST ?? ''},
  })
  expect(denied).toMatchObject({status: 3, stderr: ''})
  expect(denied.stdout).toContain('Could not determine')
  expect(denied.stdout.replace(/\s+/g, ' ')).toContain('permission denied (run as root, or as a member of the group')
})
