import type {ExportedJob} from './export-job.ts'
import {exportJob} from './export-job.ts'
import type {StoredJob} from './proto/messages.ts'
import type {DkronState} from './state.ts'
import {type ValidationProblem, validationProblem} from './validate-job.ts'

export interface JobsExport {
  /** The array that `POST /v1/restore` takes, by name. */
  readonly jobs: readonly ExportedJob[]
  /** Jobs with which the endpoint would refuse the whole file. */
  readonly leftOut: readonly {readonly job: ExportedJob; readonly reason: string}[]
  /** Jobs whose export differs from what is stored, and how. */
  readonly changed: readonly {readonly name: string; readonly change: string}[]
}

/** All jobs of a state, sorted by name, as `POST /v1/restore` takes them (dkron/job.go `generateJobTree`). */
export function exportJobs(state: DkronState): JobsExport {
  const jobs: ExportedJob[] = []
  const leftOut: {job: ExportedJob; reason: string}[] = []
  const changed: {name: string; change: string}[] = []
  const reasons = reasonsToLeaveOut(state.jobs)
  for (const job of [...state.jobs.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const {name, parent_job: parent} = job
    const exported = exportJob(job, change => changed.push({name, change}))
    const reason = reasons.get(name)
    if (reason !== undefined) {
      leftOut.push({job: exported, reason})
    } else if (parent === '' || state.jobs.has(parent)) {
      jobs.push(exported)
    } else {
      // Only its schedule starts it today, and the endpoint takes no job whose parent is not in the file.
      jobs.push({...exported, parent_job: ''})
      changed.push({name, change: `its parent job ${quote(parent)} is not stored: parent_job is set to ""`})
    }
  }
  return {jobs, leftOut, changed}
}

/** Why a job cannot stand in the file, by name; a job goes with its parent. Jobs without an entry can. */
function reasonsToLeaveOut(jobs: ReadonlyMap<string, StoredJob>): ReadonlyMap<string, string> {
  // Whatever no job without a stored parent leads to hangs on itself.
  const reasons = new Map([...jobs.keys()].map(name => [name, 'its parent jobs form a circle']))
  const children = new Map<StoredJob, StoredJob[]>()
  const reached: StoredJob[] = []
  for (const job of jobs.values()) {
    const parent = storedParent(job, jobs)
    if (parent === null) reached.push(job)
    else children.get(parent)?.push(job) ?? children.set(parent, [job])
  }
  for (const job of reached) {
    const parent = storedParent(job, jobs)
    const lost = parent !== null && reasons.has(parent.name)
    const reason = lost ? `its parent job ${quote(parent.name)} is left out` : ownReason(job, parent)
    if (reason === null) reasons.delete(job.name)
    else reasons.set(job.name, reason)
    for (const child of children.get(job) ?? []) reached.push(child)
  }
  return reasons
}

function storedParent(job: StoredJob, jobs: ReadonlyMap<string, StoredJob>): StoredJob | null {
  return job.parent_job === '' ? null : (jobs.get(job.parent_job) ?? null)
}

function ownReason(job: StoredJob, parent: StoredJob | null): string | null {
  const problem = validationProblem(job)
  if (problem !== null) return reasonTexts[problem]
  const orphan = job.parent_job !== '' && parent === null
  return orphan && job.schedule === '' ? `its parent job ${quote(job.parent_job)} is not stored` : null
}

const reasonTexts: Readonly<Record<ValidationProblem, string>> = {
  'invalid-name': 'Dkron takes no such name',
  'own-parent': 'it is its own parent job',
  'no-schedule': 'it has neither a schedule nor a parent job',
  'invalid-concurrency': 'its concurrency is neither "allow" nor "forbid"',
}

function quote(text: string): string {
  return JSON.stringify(text)
}
