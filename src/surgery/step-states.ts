import {isFileStep} from '../repairs/plan-steps.ts'
import {hasStarted} from './apply-containers.ts'
import type {RunRecord} from './ledger-records.ts'
import {readStepState} from './step-state.ts'

/** One step of a plan, and whether a run has done it. */
export interface PlannedStepState {
  readonly id: string
  readonly title: string
  readonly done: boolean
}

/** What a run has done of its plan: of files by what is on the disk, of containers by the record. */
export function stepStates(run: RunRecord): readonly PlannedStepState[] {
  const records = [...(run.containers ?? []), ...(run.calls ?? [])]
  return run.plan.steps.flatMap(step => {
    const {id, title, action} = step
    // Of these the outcome itself tells.
    if (action.kind.startsWith('await-') || action.kind === 'restore-jobs') return []
    if (!isFileStep(step)) return [{id, title, done: records.some(r => r.id === id && r.state === 'done')}]
    const record = run.steps.find(r => r.id === id)
    // Once a server was started on it, a file is no longer what the step left.
    return [{id, title, done: record !== undefined && (hasStarted(run) || readStepState(record) === 'new')}]
  })
}
