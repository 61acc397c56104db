import {readFileSync} from 'node:fs'
import {gunzipSync} from 'node:zlib'
import {parseExactJson} from '../../../src/formats/dkron/exact-json.ts'
import {exportExecutions} from '../../../src/formats/dkron/export-executions.ts'
import {exportJob} from '../../../src/formats/dkron/export-job.ts'
import {isProblem} from '../../../src/formats/dkron/problem.ts'
import type {DkronState} from '../../../src/formats/dkron/state.ts'
import type {LogEntry} from '../../../src/formats/raft/types.ts'

export const goldenReleases = ['2.2.2', '3.2.7', '4.0.9'] as const

/** See fixtures/dkron-store/README.md. */
export interface GoldenCase {
  readonly commands: readonly Uint8Array[]
  readonly halfCommands: number
  readonly halfSnapshot: Uint8Array
  readonly finalSnapshot: Uint8Array
  readonly jobs: readonly Fields[]
  readonly executions: readonly Fields[]
}

export type Fields = Readonly<Record<string, unknown>>

export function readGolden(release: string): readonly GoldenCase[] {
  const packed = readFileSync(new URL(`../../../fixtures/dkron-store/v${release}.json.gz`, import.meta.url))
  const parsed = parseExactJson(gunzipSync(packed).toString('utf8'))
  if (isProblem(parsed)) throw new Error(parsed.problem)
  // biome-ignore lint/suspicious/noExplicitAny: the file is ours, its shape stands in its README
  return (parsed.value as any[]).map(item => ({
    commands: item.commands.map(base64),
    halfCommands: item.half_commands,
    halfSnapshot: base64(item.half_snapshot),
    finalSnapshot: base64(item.final_snapshot),
    jobs: item.jobs,
    executions: Object.values(item.executions as Record<string, Fields[]>)
      .flat()
      .map(withDefaults),
  }))
}

function base64(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'base64'))
}

/** Go leaves zero values out of an execution, and the ID did not exist in 2.x. */
function withDefaults(execution: Fields): Fields {
  const unfinished =
    execution.finished_at === '0001-01-01T00:00:00Z' || execution.finished_at === '1970-01-01T00:00:00Z'
  return {output: '', attempt: 0, ...execution, ...(unfinished ? {finished_at: null} : {})}
}

export function commandEntries(commands: readonly Uint8Array[], first: bigint): LogEntry[] {
  return commands.map((data, position) => ({
    index: first + BigInt(position),
    term: 1n,
    type: 'Command',
    typeNumber: 0,
    data,
    extensions: null,
    appendedAt: null,
  }))
}

/** The state's jobs as the API writes them, cut to the fields of the release. */
export function jobsAsShown(state: DkronState, like: readonly Fields[]): Fields[] {
  const shown = [...state.jobs.values()].map(job => ({
    ...exportJob(job, () => {}),
    dependent_jobs: job.dependent_jobs.length === 0 ? null : [...job.dependent_jobs],
  }))
  return sortBy(shown, 'name').map(job => pick(job, like[0] ?? job))
}

export function executionsAsShown(state: DkronState, like: readonly Fields[]): Fields[] {
  const shown = [...exportExecutions(state)].map(line => {
    const parsed = parseExactJson(line)
    if (isProblem(parsed)) throw new Error(parsed.problem)
    return parsed.value as Fields
  })
  return sortBy(shown, 'id').map(execution => pick(execution, like[0] ?? execution))
}

export function sortBy(list: readonly Fields[], field: string): Fields[] {
  return [...list].sort((a, b) => (`${a.job_name} ${a[field]}` < `${b.job_name} ${b[field]}` ? -1 : 1))
}

/** Drops `next`, which is computed from the clock. */
export function withoutNext(job: Fields): Fields {
  const {next: _, ...rest} = job
  return rest
}

function pick(value: Fields, like: Fields): Fields {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name in like && name !== 'next'))
}
