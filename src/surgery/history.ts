import type {Ledger} from './ledger.ts'
import {isEnded, type RunRecord} from './ledger-records.ts'
import {hasLeftover, readStepState, type StepState} from './step-state.ts'

/** A run with what the disk says about it now. */
export interface RunView {
  readonly run: RunRecord
  /** The process was ended in the middle: finish it with the same plan, or take it back. */
  readonly cutOff: boolean
  readonly steps: readonly StepView[]
}

export interface StepView {
  readonly id: string
  readonly path: string
  /** `unreadable` when the files may not be read by this user; `not-begun` when the run was cut off before it. */
  readonly state: StepState | 'unreadable' | 'not-begun'
  /** An unfinished new file lies beside it. */
  readonly leftover: boolean
}

/** All runs, newest first, each with the side of every step the disk is on, told by hashes. */
export async function readHistory(ledger: Ledger): Promise<readonly RunView[]> {
  return (await ledger.list()).map(viewRun)
}

function viewRun(run: RunRecord): RunView {
  const steps = run.steps.map(record => {
    const {id, path} = record
    try {
      return {id, path, state: readStepState(record), leftover: hasLeftover(record)}
    } catch {
      return {id, path, state: 'unreadable' as const, leftover: false}
    }
  })
  const cutOff = !isEnded(run.state)
  const known = new Set(run.steps.map(({id}) => id))
  const open = run.plan.steps.flatMap(({id, action: {path}}) =>
    known.has(id) ? [] : [{id, path, state: 'not-begun' as const, leftover: false}],
  )
  return {run, cutOff, steps: cutOff ? [...steps, ...open] : steps}
}
