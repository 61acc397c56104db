import type {ByteSource} from '../bytes.ts'
import {readBuntdb} from './buntdb.ts'
import {isProblem} from './problem.ts'
import type {StoredExecution} from './proto/messages.ts'
import {type DkronState, emptyState, executionsOf} from './state.ts'
import {parseStoreKey} from './store-key.ts'
import {decodeStoredExecution, decodeStoredJob} from './stored-values.ts'

export interface LoadOptions {
  /** Unix seconds. */
  readonly now: number
  /** Keep what the jobs printed; without it `output` is empty, and memory does not grow with it. */
  readonly outputs: boolean
}

export interface SnapshotLoad {
  readonly state: DkronState
  /** Values that are there but cannot be read: their key and why. At most 100; `undecodableCount` has the number. */
  readonly undecodable: readonly {readonly key: string; readonly reason: string}[]
  readonly undecodableCount: number
  /** Keys that name neither a job nor an execution. */
  readonly foreignKeys: number
  /** Why the body ends early: Dkron would refuse all of it, `state` holds what stood before. */
  readonly problem: string | null
}

const listed = 100

/** Loads the body (state.bin) of a snapshot of Dkron 2.1 and later. Never throws. */
export function loadSnapshot(body: ByteSource, options: LoadOptions): SnapshotLoad {
  const state = emptyState()
  const undecodable = new Map<string, string>()
  let foreignKeys = 0
  const store = (text: string, value: Uint8Array): void => {
    const key = parseStoreKey(text)
    undecodable.delete(text)
    if (key === null) {
      foreignKeys++
      return
    }
    const problem = key.kind === 'job' ? storeJob(state, key.jobName, value) : storeExecution(key, value)
    if (problem !== null) undecodable.set(text, problem)
  }
  const storeExecution = (key: {jobName: string; id: string}, value: Uint8Array): string | null => {
    const execution = decodeStoredExecution(value)
    if (isProblem(execution)) return execution.problem
    executionsOf(state, key.jobName).set(key.id, options.outputs ? execution : withoutOutput(execution))
    return null
  }
  const keys = {
    set: store,
    delete: (text: string) => {
      undecodable.delete(text)
      deleteKey(state, text)
    },
    clear: () => {
      state.jobs.clear()
      state.executions.clear()
      undecodable.clear()
    },
  }
  const read = readBuntdb(body, keys, options.now)
  return {
    state,
    undecodable: [...undecodable].slice(0, listed).map(([key, reason]) => ({key, reason})),
    undecodableCount: undecodable.size,
    foreignKeys,
    problem: read.problem,
  }
}

function storeJob(state: DkronState, jobName: string, value: Uint8Array): string | null {
  const job = decodeStoredJob(value)
  if (isProblem(job)) return job.problem
  // Dkron stores a job under its own name only, so another name in the value means damage.
  if (job.name !== jobName) return `the value is a job of the name ${JSON.stringify(job.name)}`
  state.jobs.set(jobName, job)
  return null
}

function deleteKey(state: DkronState, text: string): void {
  const key = parseStoreKey(text)
  if (key?.kind === 'job') state.jobs.delete(key.jobName)
  else if (key !== null) state.executions.get(key.jobName)?.delete(key.id)
}

const noOutput = new Uint8Array(0)

/** The same execution, what it printed dropped. */
export function withoutOutput(execution: StoredExecution): StoredExecution {
  return {...execution, output: noOutput}
}
