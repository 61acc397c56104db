import {setTimeout as sleep} from 'node:timers/promises'
import {expect, inject, test} from 'vitest'
import type {RunResult} from '../../src/surgery/run-plan.ts'
import {startDoctor} from '../cli/running-doctor.ts'
import {servers} from './compose-files.ts'
import {diagnose} from './diagnose.ts'
import {needsEngine} from './needs-engine.ts'
import {docker, type Project} from './project.ts'
import {expectWhole, healthy} from './repaired-project.ts'

needsEngine()

const all = ['s1', 's2', 's3']

/** What was seen at one moment: which containers are not those of before, and whether one of the servers leads. */
interface Sight {
  readonly at: number
  readonly anew: readonly string[]
  readonly led: boolean
}

async function serverIds(project: Project): Promise<readonly string[]> {
  const answers = await Promise.all(all.map(s => project.ask(s, '/v1/')))
  return Promise.all(answers.map(async a => ((await a.json()) as {agent: {name: string}}).agent.name))
}

async function look(project: Project, before: readonly string[]): Promise<Sight> {
  const listed = docker('ps', '-q', '--no-trunc', '--filter', `label=com.docker.compose.project=${project.name}`)
  const ids = listed.split('\n')
  const leads = async (service: string) => (await project.ask(service, '/v1/isleader')).status === 200
  // One that is just being made anew has no single container, or no address.
  const answers = await Promise.all(all.map(s => leads(s).catch(() => false)))
  const anew = all.filter((_, i) => !ids.includes(before[i] ?? ''))
  return {at: performance.now(), anew, led: answers.includes(true)}
}

test('three servers that run without names get them one at a time, with a leader in between', async () => {
  const three = servers({s1: {host: 11}, s2: {host: 12}, s3: {host: 13}})
  const project = await healthy(three, 's1', inject('lab').composes.at(-1)?.program)
  await expectWhole(project, ...all)
  const before = all.map(s => project.containerOf(s))
  const names = await serverIds(project)
  expect(names).toEqual(all.map(s => project.hostNameOf(s)))

  const args = ['repair', '--strategy', 'pin-id', '--yes', '--json', '--state-dir', project.stateDir]
  const doctor = startDoctor(args, {cwd: project.folder, env: project.hostEnv()})
  const sights: Sight[] = []
  while (doctor.child.exitCode === null) {
    sights.push(await look(project, before))
    await sleep(100)
  }
  expect(await doctor.ended, doctor.stdout() + doctor.stderr()).toMatchObject({code: 0})
  const result: RunResult = JSON.parse(doctor.stdout())
  expect(result).toMatchObject({outcome: 'applied', refusals: [], warnings: []})
  expect(result.confirmed.join('\n')).toMatch(/leads[\s\S]*2 jobs and 3 executions, as before/)

  // One more at a time, never another one before a leader was seen.
  const stages = sights.map(s => s.anew.length)
  expect([...new Set(stages)]).toEqual([0, 1, 2, 3])
  expect(stages).toEqual([...stages].sort())
  for (const n of [0, 1, 2, 3])
    expect(
      sights.some(s => s.led && s.anew.length === n),
      `${n} made anew`,
    ).toBe(true)
  let leaderless = 0
  let since = sights[0]?.at ?? 0
  for (const {at, led} of sights) {
    leaderless = Math.max(leaderless, at - since)
    if (led) since = at
  }
  expect(leaderless).toBeLessThan(15_000)

  expect(await serverIds(project)).toEqual(names)
  expect(all.filter(s => before.includes(project.containerOf(s)))).toEqual([])
  await expectWhole(project, ...all)
  project.down()
  project.up()
  await expectWhole(project, ...all)
  expect(await serverIds(project)).toEqual(names)
  expect(diagnose(project.folder)).toMatchObject({code: 0, report: {verdict: 'healthy', cause: null}})
}, 480_000)
