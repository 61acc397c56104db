import {spawnSync} from 'node:child_process'
import {expect, test} from 'vitest'
import {startDoctor, until} from '../cli/running-doctor.ts'
import {expectNoGrowth} from '../cli/watch-growth.ts'
import {readSeries} from '../present/read-back.ts'
import {article} from './compose-files.ts'
import {needsEngine} from './needs-engine.ts'
import {Project} from './project.ts'

needsEngine()

const interval = 4000

test('a leader lost and regained is told within two intervals, and the metrics say it', async () => {
  const project = await running()
  const watch = startDoctor(['watch', '--json', '--metrics=127.0.0.1:0', `--interval=${interval}ms`], {
    cwd: project.folder,
    env: project.hostEnv(),
  })
  const url = await until('the address of the metrics', () => /http:\S+/.exec(watch.stderr())?.[0])
  const news = () =>
    watch
      .stdout()
      .trimEnd()
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line))
  const scrape = async () => readSeries(await (await fetch(url)).text())
  const value = async (name: string, labels = {}) =>
    (await scrape()).find(s => s.name === `scheduler_doctor_${name}` && matches(s.labels, labels))?.value
  await until('the first look', async () => (await fetch(url)).ok)
  expect(await value('leader_present')).toBe(1)
  expect(Math.abs(Date.now() / 1000 - ((await value('last_run_timestamp_seconds')) ?? 0))).toBeLessThan(15)

  project.up('--force-recreate')
  await project.waitForNoLeader('dkron')
  const lost = performance.now()
  await until('the loss', () => news().at(-1)?.cause === 'server-id-changed')
  expect(performance.now() - lost).toBeLessThan(2 * interval)
  expect(await value('leader_present')).toBe(0)
  expect(await value('cause', {check: 'server-id-changed'})).toBe(1)
  expect(await value('findings', {check: 'server-id-changed', status: 'fail'})).toBe(1)

  expect(project.repair().code).toBe(0)
  await project.waitForLeader('dkron')
  const regained = performance.now()
  await until('the return', () => news().at(-1)?.verdict !== 'broken')
  expect(performance.now() - regained).toBeLessThan(2 * interval)
  expect(
    news()
      .at(-1)
      .gone.map((f: {check: string}) => f.check),
  ).toContain('server-id-changed')
  await until('metrics of the leader', async () => (await value('leader_present')) === 1)
  expect(await value('findings', {check: 'server-id-changed'})).toBe(0)
  if (spawnSync('promtool', ['--version']).status === 0) {
    const input = await (await fetch(url)).text()
    expect(spawnSync('promtool', ['check', 'metrics'], {input, encoding: 'utf8'})).toMatchObject({
      status: 0,
      stderr: '',
    })
  }
  watch.child.kill('SIGTERM')
  expect(await watch.ended).toEqual({code: 0, signal: null})
})

test('--until-healthy waits for the leader of a repair', async () => {
  const project = await running()
  project.up('--force-recreate')
  await project.waitForNoLeader('dkron')
  const args = ['watch', '--until-healthy', '--interval=500ms', '--timeout=60s']
  const watch = startDoctor(args, {cwd: project.folder, env: project.hostEnv()})
  await until('the first look', () => watch.stdout().includes('server-id-changed'))
  expect(project.repair().code).toBe(0)
  expect(await watch.ended).toEqual({code: 0, signal: null})
  expect((await project.ask('dkron', '/v1/leader')).status).toBe(200)
})

test('200 looks at a running server leave no more behind than 50', async () => {
  const project = await running()
  await expectNoGrowth({args: [], cwd: project.folder, env: project.hostEnv(), looks: 200})
}, 300_000)

async function running(): Promise<Project> {
  const project = new Project(article)
  project.up()
  await project.waitForLeader('dkron')
  return project
}

const matches = (labels: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>) =>
  Object.entries(wanted).every(([name, value]) => labels[name] === value)
