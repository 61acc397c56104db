import {rmSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {lastIndexOf} from '../../src/surgery/containers/store-progress.ts'
import {until} from '../cli/running-doctor.ts'
import {servers} from './compose-files.ts'
import {needsEngine} from './needs-engine.ts'
import type {Project} from './project.ts'
import {expectWhole, healthy, repaired} from './repaired-project.ts'

needsEngine()

type Release = '4.0.9' | '3.2.7'

const server = (n: number, host: number, release: Release) => ({host, release, expect: 3, flags: `--node-name=n${n}`})

/** Three servers with jobs, of which the second and the third are gone with their data; the first is up at `host`. */
async function survivor(release: Release, host: number): Promise<Project> {
  const three = [1, 2, 3].map(n => [`s${n}`, server(n, 10 + n, release)])
  const project = await healthy(servers(Object.fromEntries(three)), 's1')
  await expectWhole(project, 's1')
  project.down()
  for (const name of ['s2', 's3']) rmSync(join(project.folder, name), {recursive: true})
  project.write(servers({s1: server(1, host, release)}))
  project.up()
  await project.waitUntilRunning('s1')
  return project
}

const gone = ['--gone', 'n2', '--gone', 'n3']

async function expectToStay(project: Project): Promise<void> {
  await expectWhole(project, 's1')
  project.down()
  project.up()
  await expectWhole(project, 's1')
}

test('two of three servers are gone for good, the third runs: one command to a leader with everything', async () => {
  const project = await survivor('3.2.7', 11)
  await project.waitForNoLeader('s1')
  const result = repaired(project, ...gone)
  expect(result).toMatchObject({outcome: 'applied', refusals: [], warnings: []})
  expect(result.confirmed.join('\n')).toMatch(/leads[\s\S]*voters "n1"[\s\S]*2 jobs and 3 executions, as before/)
  await expectToStay(project)
}, 480_000)

/** It is dialled where a dead voter was, gives itself that voter's vote as well, leads for a moment, and writes. */
test('the same at the address of one that is gone, where the log grows until it is stopped', async () => {
  const project = await survivor('4.0.9', 12)
  const data = join(project.folder, 's1')
  const first = lastIndexOf(data)
  await until('it has written', () => lastIndexOf(data) > first)
  const file = join(project.stateDir, 'plan.json')
  const made = project.doctor(['repair', ...gone, '--plan-out', file])
  expect(made).toMatchObject({code: 0})
  expect(made.stdout.replace(/\s+/g, ' ')).toContain('or behind what is written until it is stopped')
  const planned = lastIndexOf(data)
  await until('the log grows', () => lastIndexOf(data) > planned + 2n)

  const result = repaired(project, '--apply', file)
  expect(result).toMatchObject({outcome: 'applied', refusals: [], warnings: []})
  const [, index = '0'] = /in force in .* is Voter "n1" at \S+ \(index (\d+)\)/.exec(result.confirmed.join('\n')) ?? []
  expect(BigInt(index)).toBeGreaterThan(planned + 3n)
  await expectToStay(project)
}, 480_000)
