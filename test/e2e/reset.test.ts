import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import type {RunResult} from '../../src/surgery/run-plan.ts'
import {article} from './compose-files.ts'
import {needsEngine} from './needs-engine.ts'
import {docker, Project} from './project.ts'

needsEngine()

/** Children before their parents by name, two levels deep, and text that shells and parsers stumble over. */
const jobs = [
  {name: 'a-grandchild', parent_job: 'child'},
  {name: 'child', parent_job: 'parent'},
  {name: 'parent', schedule: '@every 1h'},
  {
    name: 'odd',
    schedule: '0 30 4 * * *',
    timezone: 'UTC',
    displayname: '<b> & "quotes" \\ ünïcödé 日本 🕰',
    owner: "O'Brien",
    owner_email: 'o@example.org',
    tags: {role: 'db:1'},
    metadata: {'k=1': "it's $HOME `x`", 'line\nbreak': '9007199254740993', empty: ''},
    executor_config: {command: 'echo "9223372036854775807" \\ \'&\'', number: '18446744073709551615'},
    disabled: true,
    retries: 3,
    concurrency: 'forbid',
    expires_at: '2096-02-29T23:59:59.123456789Z',
  },
]

/** Jobs as the API shows them, without what Dkron works out anew. */
async function shownAt(project: Project): Promise<readonly unknown[]> {
  const all = (await (await project.ask('dkron', '/v1/jobs')).json()) as {next?: unknown}[]
  return all.map(({next, ...rest}) => rest)
}

test('reset: every job is back with every field, executions are told as lost, undo brings them back', async () => {
  const project = new Project(article)
  project.up()
  await project.waitForLeader('dkron')
  for (const job of jobs.toReversed()) {
    const body = JSON.stringify({executor: 'shell', executor_config: {command: 'true'}, ...job})
    const made = await project.ask('dkron', '/v1/jobs', {method: 'POST', body})
    expect(made.status, await made.text()).toBe(201)
  }
  await project.runJobs('dkron', 'parent')
  await expect.poll(async () => (await project.ask('dkron', '/v1/jobs/parent')).json()).not.toMatchObject({status: ''})
  const before = await shownAt(project)
  expect(before).toMatchObject(jobs.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
  project.down()
  project.up()
  await project.waitForNoLeader('dkron')

  const name = docker('inspect', '-f', '{{.Name}}', project.containerOf('dkron')).replace(/^\//, '')
  const asked = ['repair', '--strategy', 'reset', '--state-dir', project.stateDir]
  const plan = project.doctor([...asked, '--dry-run']).stdout.replace(/\s+/g, ' ')
  expect(plan).toMatch(/Every execution: Dkron has no way to take them back/)
  expect(plan).toMatch(/The `next` run of every job/)
  expect(plan).toMatch(/give the leader the 4 jobs/)
  const ran = project.repair('--json', '--strategy', 'reset', '--confirm', name)
  expect(ran.code, ran.stdout + ran.stderr).toBe(0)
  const {confirmed} = JSON.parse(ran.stdout) as RunResult
  const saved = (kind: string) => {
    const file = readdirSync(project.folder).find(f => f.startsWith(`dkron.data.${kind}-`))
    return join(project.folder, file ?? `no ${kind}`)
  }
  expect(confirmed.join('\n')).toContain(`all 4 jobs are back, every field as in ${saved('jobs')}`)
  expect(confirmed.join('\n')).toContain(`1 execution is not back, Dkron takes none: saved in ${saved('executions')}`)
  expect(readFileSync(saved('executions'), 'utf8').trim().split('\n')).toHaveLength(1)
  expect(await shownAt(project)).toEqual(before)
  expect(await project.executions('dkron')).toEqual({'a-grandchild': 0, child: 0, odd: 0, parent: 0})
  project.down()
  project.up()
  await project.waitForLeader('dkron')
  expect(await shownAt(project)).toEqual(before)

  const undone = project.doctor(['undo', '--state-dir', project.stateDir])
  expect(undone.code, undone.stdout + undone.stderr).toBe(0)
  expect(undone.stdout.replace(/\s+/g, ' ')).toMatch(/had no leader before has none again/)
  const aside = readdirSync(join(project.folder, 'dkron.data')).filter(f => f.startsWith('raft.doctor-old-'))
  expect(aside).toHaveLength(1)
  expect(undone.stdout).toContain(`What was written since is kept in`)
  expect(undone.stdout.replace(/\s+/g, '')).toContain(join(project.folder, 'dkron.data', aside[0] ?? ''))
  expect(readdirSync(project.folder).filter(f => /jobs-|executions-/.test(f))).toEqual([])
  docker('start', project.containerOf('dkron'))
  await project.waitForNoLeader('dkron')
  // Named again as it was, the old server has what the reset could not give back.
  const given = project.repair('--strategy', 'pin-old-id')
  expect(given.code, given.stdout + given.stderr).toBe(0)
  expect(await project.executions('dkron')).toEqual({'a-grandchild': 0, child: 0, odd: 0, parent: 1})
  expect(await shownAt(project)).toEqual(before)
})
