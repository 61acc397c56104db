import {expect} from 'vitest'
import type {RunResult} from '../../src/surgery/run-plan.ts'
import {Project} from './project.ts'

export const jobs = ['hello', 'nightly']
const held = {hello: 2, nightly: 1}

/** A leader with jobs and executions. */
export async function healthy(file: string, service = 'dkron', program?: string): Promise<Project> {
  const project = new Project(file, program)
  project.up()
  await project.waitForLeader(service)
  await project.addJobs(service, ...jobs)
  await project.runJobs(service, 'hello', 'hello', 'nightly')
  return project
}

/** One unattended command, which has to come to a leader and to say so. */
export function repaired(project: Project, ...args: string[]): RunResult {
  const ran = project.repair('--json', ...args)
  if (ran.code !== 0) throw new Error(`exit ${ran.code}: ${ran.stdout}${ran.stderr}`)
  return JSON.parse(ran.stdout) as RunResult
}

/** A follower that has just heard of its leader has still to be told how much of its log counts. */
export async function expectWhole(project: Project, ...services: string[]): Promise<void> {
  for (const service of services.length > 0 ? services : ['dkron']) {
    await project.waitForLeader(service)
    await expect.poll(() => project.executions(service), {timeout: 60_000}).toEqual(held)
  }
}
