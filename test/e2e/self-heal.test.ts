import {cpSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, inject, test} from 'vitest'
import {scratch} from '../unpack.ts'
import {article} from './compose-files.ts'
import {buildDoctorImage, doctorImage, removeDoctorImage} from './doctor-image.ts'
import {needsEngine} from './needs-engine.ts'
import {docker, Project} from './project.ts'

needsEngine()

const there = inject('lab').missing === ''
const folder = new URL('../../docs/recipes/self-heal/', import.meta.url).pathname
/** As the recipe has it, on images of this machine. */
const recipe = readFileSync(join(folder, 'docker-compose.yml'), 'utf8')
  .replace('image: scheduler-doctor', `image: ${doctorImage}`)
  .replace('image: dkron/dkron:4.0.9', 'image: dkron-lab:4.0.9')
const held = {hello: 2, nightly: 1}

beforeAll(() => {
  if (there) buildDoctorImage()
})
afterAll(() => {
  if (there) removeDoctorImage()
})

/** The article's server with jobs and executions, taken down: its data-dir knows an ID that nobody has any more. */
async function orphaned(program?: string): Promise<{project: Project; former: string}> {
  const project = new Project(article, program)
  project.up()
  await project.waitForLeader('dkron')
  await project.addJobs('dkron', ...Object.keys(held))
  await project.runJobs('dkron', 'hello', 'hello', 'nightly')
  const former = project.hostNameOf('dkron')
  project.down()
  return {project, former}
}

/** On one line. */
const said = (project: Project) => docker('logs', project.containerOf('heal')).replace(/\s+/g, ' ')

describe.each([...inject('lab').composes])('the recipe, compose $version', ({program}) => {
  test('an orphaned data-dir has its leader and everything at the first start; later ones mend nothing', async () => {
    const {project, former} = await orphaned(program)
    project.write(recipe)
    project.up()
    expect(said(project)).toContain(`as "dkron1" now, no longer as "${former}", a former container.`)
    expect(said(project)).toMatch(/2 jobs and 3 executions in \/dkron\.data, as before/)
    await project.waitForLeader('dkron')
    expect(await project.executions('dkron')).toEqual(held)
    for (const _ of [1, 2]) {
      project.down()
      project.up()
      expect(said(project)).toContain('Nothing to mend: "dkron1" is a voter')
      await project.waitForLeader('dkron')
      expect(await project.executions('dkron')).toEqual(held)
    }
  })
})

test('the first start of all, with an empty data-dir', async () => {
  const project = new Project(recipe)
  project.up()
  expect(said(project)).toContain('its first start')
  await project.waitForLeader('dkron')
})

test('undo in the container gives the old raft.db back', async () => {
  const {project} = await orphaned()
  project.write(recipe)
  const raftDb = () => readFileSync(join(project.folder, 'dkron.data/raft/raft.db'))
  const before = raftDb()
  project.compose('run', '--rm', 'heal')
  expect(raftDb().equals(before)).toBe(false)
  project.compose('run', '--rm', 'heal', 'undo', '--state-dir', '/doctor')
  expect(raftDb().equals(before)).toBe(true)
})

describe('a data-dir in use', () => {
  test.each([
    ['start', 'The scheduler may start'],
    ['stop', 'The start is to stop here'],
  ])('--on-refusal %s changes nothing', async (choice, words) => {
    const {project} = await orphaned()
    project.write(recipe.replace('--on-refusal start', `--on-refusal ${choice}`))
    const other = docker(
      ...['run', '-d', '-v', `${project.folder}/dkron.data:/dkron.data`, 'dkron-lab:4.0.9'],
      ...['agent', '--server', '--bootstrap-expect=1', '--data-dir=/dkron.data'],
    )
    try {
      const address = docker('inspect', '-f', '{{.NetworkSettings.IPAddress}}', other)
      await expect
        .poll(
          () =>
            fetch(`http://${address}:8080/health`).then(
              r => r.ok,
              () => false,
            ),
          {timeout: 60_000},
        )
        .toBe(true)
      const up = () => project.up()
      if (choice === 'stop') expect(up).toThrow()
      else up()
      expect(said(project)).toMatch(/Not mended: .*(locked|in use)/)
      expect(said(project)).toContain(words)
      const state = docker('ps', '-q', '--filter', `label=com.docker.compose.project=${project.name}`)
      expect(state === '').toBe(choice === 'stop')
    } finally {
      docker('rm', '-f', other)
    }
  })
})

test('in the entrypoint, under whatever name each new container has', async () => {
  const {project} = await orphaned()
  const bin = scratch()
  cpSync(join(folder, 'entrypoint.sh'), join(bin, 'entrypoint.sh'))
  const mounts = `      - ${bin}/entrypoint.sh:/entrypoint.sh:ro\n      - ./doctor.state:/doctor\n`
  project.write(
    `${article.replace('image: dkron-lab:4.0.9', `image: ${doctorImage}\n    entrypoint: /entrypoint.sh`)}${mounts}`,
  )
  for (const _ of [1, 2]) {
    project.up()
    await project.waitForLeader('dkron')
    expect(docker('logs', project.containerOf('dkron'))).toContain(project.hostNameOf('dkron'))
    expect(await project.executions('dkron')).toEqual(held)
    project.down()
  }
})
