import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, inject, test} from 'vitest'
import type {RunResult} from '../../src/surgery/run-plan.ts'
import {article, servers} from './compose-files.ts'
import {diagnose} from './diagnose.ts'
import {needsEngine} from './needs-engine.ts'
import {Project} from './project.ts'

needsEngine()

const jobs = ['hello', 'nightly']
const held = {hello: 2, nightly: 1}

/** A leader with jobs and executions. */
async function healthy(file: string, service = 'dkron', program?: string): Promise<Project> {
  const project = new Project(file, program)
  project.up()
  await project.waitForLeader(service)
  await project.addJobs(service, ...jobs)
  await project.runJobs(service, 'hello', 'hello', 'nightly')
  return project
}

/** One unattended command, which has to come to a leader and to say so. */
function repaired(project: Project, ...args: string[]): RunResult {
  const ran = project.repair('--json', ...args)
  if (ran.code !== 0) throw new Error(`exit ${ran.code}: ${ran.stdout}${ran.stderr}`)
  return JSON.parse(ran.stdout) as RunResult
}

/** A follower that has just heard of its leader has still to be told how much of its log counts. */
async function expectWhole(project: Project, ...services: string[]): Promise<void> {
  for (const service of services.length > 0 ? services : ['dkron']) {
    await project.waitForLeader(service)
    await expect.poll(() => project.executions(service), {timeout: 10_000}).toEqual(held)
  }
}

const all = ['s1', 's2', 's3']

describe.each([...inject('lab').composes])('compose $version', ({program}) => {
  test('the article: one command to a leader with everything, and the same host survives down and up', async () => {
    const project = await healthy(article, 'dkron', program)
    project.down()
    project.up()
    await project.waitForNoLeader('dkron')

    const start = performance.now()
    const result = repaired(project)
    expect(performance.now() - start).toBeLessThan(20_000)
    expect(result).toMatchObject({outcome: 'applied', recorded: true, refusals: [], warnings: []})
    expect(result.confirmed.join('\n')).toMatch(/leads[\s\S]*2 jobs and 3 executions, as before/)
    await expectWhole(project)

    for (const _ of [1, 2]) {
      project.down()
      project.up()
      await expectWhole(project)
    }
    expect(diagnose(project.folder)).toMatchObject({code: 0, report: {verdict: 'healthy'}})
  })

  test('three servers, created anew under new names: one command, and down and up again', async () => {
    const file = servers({s1: {host: 11}, s2: {host: 12}, s3: {host: 13}})
    const project = await healthy(file, 's1', program)
    project.down()
    project.up()
    await project.waitForNoLeader('s1')
    repaired(project)
    await expectWhole(project, ...all)
    project.down()
    project.up()
    await expectWhole(project, ...all)
  })
})

describe.each(['3.2.7', '4.0.9'] as const)('three servers of release %s', release => {
  const three = (offset: number) =>
    servers({s1: {host: offset + 1, release}, s2: {host: offset + 2, release}, s3: {host: offset + 3, release}})

  test.each([
    ['new names', 10],
    ['new names and new addresses', 20],
  ])(
    '%s: one command, and down and up twice',
    async (_, offset) => {
      const project = await healthy(three(10), 's1')
      project.down()
      project.write(three(offset))
      project.up()
      await project.waitForNoLeader('s1')
      repaired(project)
      await expectWhole(project, ...all)
      for (const _ of [1, 2]) {
        project.down()
        project.up()
        await expectWhole(project, ...all)
      }
    },
    240_000,
  )
})

const command = 'agent --server --bootstrap-expect=1 --data-dir=/dkron.data'
const flags = `    command: ${command}\n`
const volume = `${article.replace('./dkron.data:', 'data:')}volumes:\n  data:\n`
const variables = article.replace(
  flags,
  '    command: agent\n    environment:\n      DKRON_SERVER: "true"\n      DKRON_BOOTSTRAP_EXPECT: "1"\n      DKRON_DATA_DIR: /dkron.data\n',
)

test.each([
  ['a named volume', volume],
  ['settings by variables', variables],
  [
    'container_name, which fixes nothing',
    article.replace('    command', '    container_name: the-only-dkron\n    command'),
  ],
  ['restart: always', article.replace('    command', '    restart: always\n    command')],
])('%s', async (_, file) => {
  const project = await healthy(file)
  project.up('--force-recreate')
  await project.waitForNoLeader('dkron')
  repaired(project)
  await expectWhole(project)
  project.down()
  project.up()
  await expectWhole(project)
})

test('a config file names the node, and the name was changed', async () => {
  const file = article
    .replace(command, 'agent')
    .replace('      - ./dkron.data', '      - ./conf:/etc/dkron\n      - ./dkron.data')
  const project = new Project(file)
  const config = (name: string) =>
    writeFileSync(
      join(project.folder, 'conf/dkron.yml'),
      `server: true\nbootstrap-expect: 1\ndata-dir: /dkron.data\nnode-name: ${name}\n`,
    )
  mkdirSync(join(project.folder, 'conf'))
  config('alpha')
  project.up()
  await project.waitForLeader('dkron')
  await project.addJobs('dkron', ...jobs)
  await project.runJobs('dkron', 'hello', 'hello', 'nightly')
  config('beta')
  project.up('--force-recreate')
  await project.waitForNoLeader('dkron')
  repaired(project)
  await expectWhole(project)
})

test.each([
  ['recover-configuration', 'recover-configuration'],
  ['peers.json', 'peers-json'],
])('%s: under a name of one own choice', async (_, strategy) => {
  const project = await healthy(article)
  project.up('--force-recreate')
  await project.waitForNoLeader('dkron')
  const {confirmed} = repaired(project, '--strategy', strategy, '--node-name', 'dkron1')
  expect(confirmed.join('\n')).toMatch(/"dkron1" leads/)
  await expectWhole(project)
  project.down()
  project.up()
  await expectWhole(project)
})
