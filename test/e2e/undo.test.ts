import {join} from 'node:path'
import {expect, test} from 'vitest'
import {treeOf} from '../surgery/data-dirs.ts'
import {article} from './compose-files.ts'
import {needsEngine} from './needs-engine.ts'
import {docker, Project} from './project.ts'

needsEngine()

/** Stopped, so that its files stand still: a leaderless server with a job. */
async function brokenAndStopped(): Promise<Project> {
  const project = new Project(article)
  project.up()
  await project.waitForLeader('dkron')
  await project.addJobs('dkron', 'hello')
  project.up('--force-recreate')
  await project.waitForNoLeader('dkron')
  project.compose('stop', '-t', '2')
  return project
}

const dataOf = (project: Project): readonly string[] =>
  // What a scheduler has stored since the repair is kept, beside what was given back.
  treeOf(join(project.folder, 'dkron.data')).filter(line => !line.includes('.doctor-old-'))

test.each([
  {strategy: 'pin-old-id', args: []},
  {strategy: 'recover-configuration', args: ['--node-name', 'dkron1']},
  {strategy: 'peers-json', args: ['--node-name', 'dkron1']},
])('$strategy, finished and led, is taken back byte for byte', async ({strategy, args}) => {
  const project = await brokenAndStopped()
  const {text} = project
  const data = dataOf(project)
  const undo = (...words: string[]) => project.doctor(['undo', '--state-dir', project.stateDir, ...words])
  const touchesData = strategy !== 'pin-old-id'

  expect(project.repair('--strategy', strategy, ...args)).toMatchObject({code: 0, stderr: ''})
  await project.waitForLeader('dkron')
  expect(project.text).not.toBe(text)
  await project.addJobs('dkron', 'since')
  if (touchesData) {
    const refused = undo()
    expect(refused).toMatchObject({code: 4, stdout: ''})
    expect(refused.stderr).toMatch(/has stored \d+ changes? in/)
    await project.waitForLeader('dkron')
    expect(await project.jobNames('dkron')).toEqual(['hello', 'since'])
  }
  const undone = undo(...(touchesData ? ['--force'] : []))
  expect(undone).toMatchObject({code: 0, stderr: ''})
  expect(undone.stdout.replace(/\s+/g, ' ')).toContain('a scheduler that had no leader before has none again')
  expect(project.text).toBe(text)
  if (touchesData) expect(dataOf(project)).toEqual(data)
  expect(docker('inspect', '-f', '{{.State.Running}}', project.containerOf('dkron'))).toBe('false')

  project.up()
  await project.waitForNoLeader('dkron')
  if (touchesData) expect(project.repair()).toMatchObject({code: 0, stderr: ''})
})
