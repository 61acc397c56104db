import {createHash} from 'node:crypto'
import {readFileSync} from 'node:fs'
import {basename} from 'node:path'
import {FormData, fetch} from 'undici'
import {differencesOf, type RestoredJob} from '../../formats/dkron/compare-restored.ts'
import {parseExactJson} from '../../formats/dkron/exact-json.ts'
import type {PlannedVerification, RestoreJobs} from '../../repairs/container-actions.ts'
import {type Attempt, done, refusalOf, refuse} from '../refusal.ts'
import {awaitLeader, type Patience} from './await-leader.ts'
import type {EngineControl} from './engine-control.ts'

/** Milliseconds that a leader may take for one job: measured were 7, on a busy machine. */
const timeForOne = 100

/**
 * Gives the leader the exported jobs by `POST /v1/restore` and compares what it shows then. Its answer is 200 whatever
 * became of them, so it is read, and then every job is asked for. `not-verified` with the first that is not there, or
 * not as it was.
 */
export async function restoreJobs(
  control: EngineControl,
  servers: PlannedVerification['servers'],
  {file, sha256, count, executions}: RestoreJobs,
  patience: Patience,
): Promise<Attempt<readonly string[]>> {
  const read = readExport(file, sha256)
  if (!read.ok) return read
  const led = await awaitLeader(control, servers, patience)
  if (!led.ok) return led
  const base = led.value.looks.find(({api}) => api?.isLeader === true)?.api?.source
  if (base === undefined) return refuse('not-verified', file, `the leader "${led.value.leader}" has no address to ask`)
  const byHand = [`Restore them by hand: curl -F file=@${file} ${base}/v1/restore`]
  try {
    const before = await jobsAt(base, patience.timeout)
    const there = read.value.jobs.filter(job => before.some(b => b.name === job.name)).length
    if (there > 0 && there < count) {
      const message = `${there} of the ${count} jobs are there already: to restore all would run their dependent jobs twice`
      return refuse('not-verified', file, message, ['Restore the missing ones by hand.'])
    }
    if (there === 0) {
      const failed = await post(base, file, read.value.bytes, patience.timeout + count * timeForOne)
      if (failed.length > 0) return refuse('not-verified', file, `Dkron says: ${some(failed)}`, byHand)
    }
    const wrong = differencesOf(read.value.jobs, await jobsAt(base, patience.timeout))
    if (wrong.length > 0) return refuse('not-verified', file, `not as in ${file}: ${some(wrong)}`, byHand)
    return done([
      `${count === 1 ? 'the job is' : `all ${count} jobs are`} back, every field as in ${file}; their next runs are worked out anew`,
      whereExecutionsAre(executions),
    ])
  } catch (error) {
    const {cause, message} = error as Error
    return refuse(
      'not-verified',
      file,
      `${base} does not answer: ${(cause as Error | undefined)?.message ?? message}`,
      byHand,
    )
  }
}

function readExport(file: string, sha256: string): Attempt<{bytes: Buffer<ArrayBuffer>; jobs: readonly RestoredJob[]}> {
  try {
    const bytes = readFileSync(file)
    if (createHash('sha256').update(bytes).digest('hex') !== sha256)
      return refuse('inputs-changed', file, `${file} was changed meanwhile`)
    return done({bytes, jobs: decodeJobs(bytes.toString('utf8'))})
  } catch (error) {
    return {ok: false, refusals: [refusalOf(error, file)]}
  }
}

async function jobsAt(base: string, timeout: number): Promise<readonly RestoredJob[]> {
  const answer = await fetch(`${base}/v1/jobs`, {signal: AbortSignal.timeout(timeout)})
  return decodeJobs(await answer.text())
}

function decodeJobs(text: string): readonly RestoredJob[] {
  const parsed = parseExactJson(text)
  // No list is a list without any of the jobs: that is how it is reported then.
  return 'value' in parsed && Array.isArray(parsed.value) ? (parsed.value as RestoredJob[]) : []
}

/** What Dkron says did not work; its answer is a JSON text of a JSON list (api.go `restoreHandler`). */
async function post(
  base: string,
  file: string,
  bytes: Buffer<ArrayBuffer>,
  timeout: number,
): Promise<readonly string[]> {
  const body = new FormData()
  body.append('file', new Blob([bytes], {type: 'application/json'}), basename(file))
  const answer = await fetch(`${base}/v1/restore`, {method: 'POST', body, signal: AbortSignal.timeout(timeout)})
  const text = await answer.text()
  if (!answer.ok) return [`${answer.status} ${text.slice(0, 200)}`]
  return text.match(/fail create [^"\\]*/g) ?? []
}

function whereExecutionsAre({file, count}: RestoreJobs['executions']): string {
  if (count === 0)
    return 'executions are not, Dkron takes none: none was found to save, and what there was is in the backup'
  return `${count === 1 ? '1 execution is' : `${count} executions are`} not back, Dkron takes none: saved in ${file}, and in the backup`
}

/** The first of many. */
const some = (all: readonly string[]): string =>
  `${all.slice(0, 5).join('; ')}${all.length > 5 ? `; and ${all.length - 5} more` : ''}`
