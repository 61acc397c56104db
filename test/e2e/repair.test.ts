import {expect, test} from 'vitest'
import {doctor} from '../cli/doctor.ts'
import {scratch} from '../unpack.ts'
import {article} from './compose-files.ts'
import {diagnose, failed} from './diagnose.ts'
import {needsEngine} from './needs-engine.ts'
import {Project} from './project.ts'

needsEngine()

/** Two jobs made under a leader, then the container created anew: no leader. */
async function broken(): Promise<Project> {
  const project = new Project(article)
  project.up()
  await project.waitForLeader('dkron')
  await project.addJobs('dkron', 'hello', 'nightly')
  project.up('--force-recreate')
  await project.waitForNoLeader('dkron')
  return project
}

const repair = (project: Project, ...args: string[]) =>
  doctor(['repair', '--yes', '--no-containers', '--state-dir', scratch(), ...args], {cwd: project.folder})

test.each([
  // Touches the compose file alone, so the server may go on running.
  {way: 'the safest repair', args: [], refusedWhileRunning: false},
  {
    way: 'a rewritten configuration',
    args: ['--strategy', 'recover-configuration', '--node-name', 'dkron1'],
    refusedWhileRunning: true,
  },
  {way: 'peers.json', args: ['--strategy', 'peers-json', '--node-name', 'dkron1'], refusedWhileRunning: true},
])('$way, containers left to the operator: a leader with all jobs', async ({args, refusedWhileRunning}) => {
  const project = await broken()
  if (refusedWhileRunning) {
    expect(repair(project, ...args).code).toBe(4)
    project.compose('stop', '-t', '2')
  }
  expect(repair(project, ...args)).toMatchObject({code: 0, stderr: ''})
  project.up()
  await project.waitForLeader('dkron')
  expect(await project.jobNames('dkron')).toEqual(['hello', 'nightly'])
  const after = diagnose(project.folder)
  expect(after).toMatchObject({code: 0, report: {verdict: 'healthy', cause: null}})
  expect(failed(after)).toEqual([])
})
