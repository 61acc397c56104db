import {spawnSync} from 'node:child_process'
import {rmSync} from 'node:fs'
import type {TestProject} from 'vitest/node'
import {bundleScript} from './bundle-script.ts'
import type {Kit} from './lab.ts'
import {makeFreshData} from './make-fresh-data.ts'
import {removeNamespaces} from './namespaces.ts'
import {Network} from './network.ts'
import {findProgram} from './program.ts'

/** What the tests need of the machine. */
export interface CronicleLab {
  /** Why the tests cannot run here; empty when they can. */
  readonly missing: string
  readonly kit: Kit
  /** Begins the names of this run's namespaces. */
  readonly run: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    cronicle: CronicleLab
  }
}

const programs: readonly (readonly string[])[] = [
  ['ip', '-V'],
  ['unshare', '--version'],
  ['iptables', '--version'],
  ['nginx', '-v'],
  ['haproxy', '-v'],
]

/** Runs once before all files: bundles, the first records. What was made is removed again. */
export default async function setUp(project: TestProject): Promise<(() => void) | undefined> {
  const run = `doctor${process.pid}`
  const missing = findMissing(run)
  if (missing !== '') {
    project.provide('cronicle', {missing, run, kit: {program: {} as never, terminal: '', freshData: ''}})
    return
  }
  removeNamespaces(name => ofDeadRun(name))
  const program = findProgram(
    {cronicle: bundleScript('cronicle/cronicle-process'), editStorage: bundleScript('cronicle/edit-storage-process')},
    process.env,
  )
  const terminal = bundleScript('e2e/cronicle/terminal-process')
  const freshData = await makeFreshData(program, terminal, `${run}-setup`)
  project.provide('cronicle', {missing, run, kit: {program, terminal, freshData}})
  return () => {
    removeNamespaces(name => name.startsWith(`${run}-`))
    rmSync(freshData, {recursive: true})
  }
}

function findMissing(run: string): string {
  const lacking = programs.find(([program = '', ...args]) => spawnSync(program, args).error)
  if (lacking) return `${lacking[0]} is not installed`
  try {
    const network = new Network(`${run}-probe`, ['w1'])
    try {
      network.block('reject')
      network.run('w1', 'unshare', '-u', 'hostname', 'probe')
      return ''
    } finally {
      network.remove()
    }
  } catch (error) {
    return `no network of namespaces can be built: ${(error as Error).message.trim().split('\n').at(-1)}`
  }
}

/** A name of ours whose run has ended without clearing up. */
function ofDeadRun(name: string): boolean {
  const pid = /^doctor(\d+)-/.exec(name)?.[1]
  if (pid === undefined) return false
  try {
    process.kill(Number(pid), 0)
    return false
  } catch {
    return true
  }
}
