import type {StoredExecution, StoredJob} from './proto/messages.ts'
import {compareTimestamps, epoch, unixNano} from './timestamp.ts'

/** Dkron's in-memory store (dkron/store.go): what the API shows once a leader has applied snapshot and log. */
export interface DkronState {
  readonly jobs: Map<string, StoredJob>
  /** Job name → execution ID → execution. A job may have executions after it was deleted, and before it exists. */
  readonly executions: Map<string, Map<string, StoredExecution>>
}

export function emptyState(): DkronState {
  return {jobs: new Map(), executions: new Map()}
}

/** A state that can be changed without the other noticing; jobs and executions themselves are never changed. */
export function copyState(state: DkronState): DkronState {
  return {
    jobs: new Map(state.jobs),
    executions: new Map([...state.executions].map(([jobName, executions]) => [jobName, new Map(executions)])),
  }
}

export function countExecutions(state: DkronState): number {
  let count = 0
  for (const executions of state.executions.values()) count += executions.size
  return count
}

/** The ID of an execution, which is also the last part of its key: start in Unix nanoseconds and node. */
export function executionId(execution: StoredExecution): string {
  return `${unixNano(execution.started_at ?? epoch)}-${execution.node_name}`
}

/** Executions of one job by start, oldest first. */
export function executionsByStart(executions: ReadonlyMap<string, StoredExecution>): [string, StoredExecution][] {
  return [...executions].sort(([, a], [, b]) => compareTimestamps(a.started_at ?? epoch, b.started_at ?? epoch))
}

/** The map of one job's executions, made when there is none yet. */
export function executionsOf(state: DkronState, jobName: string): Map<string, StoredExecution> {
  let executions = state.executions.get(jobName)
  if (executions === undefined) {
    executions = new Map()
    state.executions.set(jobName, executions)
  }
  return executions
}
