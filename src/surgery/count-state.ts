import {ToolError} from '../errors.ts'
import {countExecutions} from '../formats/dkron/state.ts'
import {readDkronState} from '../sources/read-dkron-state.ts'

export interface StateCount {
  readonly jobs: number
  readonly executions: number
  /** Without ephemeral jobs: Dkron deletes one, and its executions, once it has run. */
  readonly lasting: {readonly jobs: number; readonly executions: number}
}

/** The jobs and executions a data-dir holds, by replaying its log; null when it cannot be read. */
export function countState(dataDir: string): StateCount | null {
  try {
    const {state} = readDkronState(dataDir, {version: null, outputs: false})
    const executions = countExecutions(state)
    const passing = [...state.jobs].flatMap(([name, job]) => (job.ephemeral ? [name] : []))
    const theirs = passing.reduce((sum, name) => sum + (state.executions.get(name)?.size ?? 0), 0)
    const lasting = {jobs: state.jobs.size - passing.length, executions: executions - theirs}
    return {jobs: state.jobs.size, executions, lasting}
  } catch (error) {
    if (error instanceof ToolError) return null
    throw error
  }
}

export const inWords = ({jobs, executions}: Pick<StateCount, 'jobs' | 'executions'>): string =>
  `${jobs} job${jobs === 1 ? '' : 's'} and ${executions} execution${executions === 1 ? '' : 's'}`
