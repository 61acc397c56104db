import type {DkronCommand} from './decode-command.ts'
import type {StoredExecution, StoredJob, StoredNullableTime} from './proto/messages.ts'
import type {ReplayRules} from './replay-rules.ts'
import {type DkronState, executionId, executionsByStart, executionsOf} from './state.ts'
import {compareTimestamps, epoch, timeOf} from './timestamp.ts'
import {type ValidationProblem, validationProblem} from './validate-job.ts'

/** Why a command changes nothing, as Dkron itself decides when it applies the entry. */
export type Refusal = ValidationProblem | 'ignored-command' | 'parent-missing' | 'job-missing' | 'has-dependent-jobs'

/**
 * Applies one command to the state as Dkron's FSM does (dkron/fsm.go, dkron/store.go); null when it was applied.
 * Not looked at: schedule, time zone and executor settings (the API refuses bad ones before they are logged), and
 * `next`, which Dkron computes from its clock.
 */
export function applyCommand(state: DkronState, rules: ReplayRules, command: DkronCommand): Refusal | null {
  switch (command.name) {
    case 'SetJob':
      return setJob(state, rules, command.job)
    case 'DeleteJob':
      return deleteJob(state, rules, command.jobName)
    case 'SetExecution':
      storeExecution(state, command.execution)
      dropOldExecutions(state, command.execution.job_name)
      return null
    case 'ExecutionDone':
      return finishExecution(state, command.execution)
    case 'Ignored':
      return 'ignored-command'
  }
}

function setJob(state: DkronState, rules: ReplayRules, job: StoredJob): Refusal | null {
  const refusal = refusalOf(state, job)
  if (refusal !== null) return refusal
  const old = state.jobs.get(job.name)
  state.jobs.set(job.name, old === undefined ? job : mergeJob(rules, old, job))
  const oldParent = old?.parent_job ?? ''
  if (oldParent === job.parent_job) return null
  // Dkron gives up half-way when the old parent cannot be written: the new parent then never hears of the child.
  const left = oldParent === '' || changeDependents(state, oldParent, list => list.filter(name => name !== job.name))
  if (left && job.parent_job !== '') changeDependents(state, job.parent_job, list => [...list, job.name])
  return null
}

function refusalOf(state: DkronState, job: StoredJob): Refusal | null {
  const problem = validationProblem(job)
  if (problem !== null) return problem
  return job.parent_job !== '' && !state.jobs.has(job.parent_job) ? 'parent-missing' : null
}

function mergeJob(rules: ReplayRules, old: StoredJob, job: StoredJob): StoredJob {
  return {
    ...job,
    last_success: later(old.last_success, job.last_success),
    last_error: later(old.last_error, job.last_error),
    success_count: Math.max(old.success_count, job.success_count),
    error_count: Math.max(old.error_count, job.error_count),
    status: rules.keepsStatus && old.status !== '' ? old.status : job.status,
    dependent_jobs: rules.keepsDependentJobs && old.dependent_jobs.length > 0 ? old.dependent_jobs : job.dependent_jobs,
  }
}

function later(old: StoredNullableTime | null, sent: StoredNullableTime | null): StoredNullableTime | null {
  const oldTime = timeOf(old)
  const sentTime = timeOf(sent)
  if (oldTime === null) return sent
  return sentTime === null || compareTimestamps(oldTime, sentTime) > 0 ? old : sent
}

/** Rewrites a parent's list through SetJob, as Dkron does: false when it refuses to store the parent. */
function changeDependents(
  state: DkronState,
  parentName: string,
  change: (dependents: readonly string[]) => readonly string[],
): boolean {
  const parent = state.jobs.get(parentName)
  if (parent === undefined || refusalOf(state, parent) !== null) return false
  state.jobs.set(parentName, {...parent, dependent_jobs: change(parent.dependent_jobs)})
  return true
}

function deleteJob(state: DkronState, rules: ReplayRules, name: string): Refusal | null {
  const job = state.jobs.get(name)
  if (job === undefined) return 'job-missing'
  if (job.dependent_jobs.length > 0) return 'has-dependent-jobs'
  // From 2.1 the prefix Dkron deletes by has no closing separator: executions of `backup-db` go with job `backup`.
  for (const jobName of state.executions.keys()) {
    if (rules.deletesExactly ? jobName === name : jobName.startsWith(name)) state.executions.delete(jobName)
  }
  state.jobs.delete(name)
  if (job.parent_job !== '') {
    changeDependents(state, job.parent_job, list => list.filter(dependent => dependent !== name))
  }
  return null
}

/** The most executions Dkron keeps of one job (dkron/store.go `MaxExecutions`). */
const mostExecutions = 100

function dropOldExecutions(state: DkronState, jobName: string): void {
  const executions = executionsOf(state, jobName)
  if (executions.size <= mostExecutions) return
  for (const [id] of executionsByStart(executions).slice(0, -mostExecutions)) executions.delete(id)
}

/** Entries may arrive out of order: a stored execution that ended in a later second stays. */
function storeExecution(state: DkronState, execution: StoredExecution): void {
  const executions = executionsOf(state, execution.job_name)
  const id = executionId(execution)
  const old = executions.get(id)
  if (old === undefined || finishedSecond(old) <= finishedSecond(execution)) executions.set(id, execution)
}

function finishedSecond(execution: StoredExecution): bigint {
  return (execution.finished_at ?? epoch).seconds
}

function finishExecution(state: DkronState, execution: StoredExecution): Refusal | null {
  const job = state.jobs.get(execution.job_name)
  if (job === undefined) return 'job-missing'
  storeExecution(state, execution)
  const ended: StoredNullableTime = {has_value: true, time: execution.finished_at ?? epoch}
  const status = groupStatus(state, job.name, execution.group)
  const counted = execution.success
    ? {last_success: ended, success_count: asInt32(job.success_count + 1)}
    : {last_error: ended, error_count: asInt32(job.error_count + 1)}
  state.jobs.set(job.name, {...job, ...counted, status})
  return null
}

/** The stored count is an int32, and Go lets it wrap. */
function asInt32(count: number): number {
  return count | 0
}

/** Status over all attempts and nodes of one run. One that still runs counts as failed, as it does for Dkron. */
function groupStatus(state: DkronState, jobName: string, group: bigint): string {
  const outcomes = new Set<boolean>()
  for (const execution of executionsOf(state, jobName).values()) {
    if (execution.group === group) outcomes.add(execution.success)
  }
  if (!outcomes.has(false)) return 'success'
  return outcomes.has(true) ? 'partially_failed' : 'failed'
}
