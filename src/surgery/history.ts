import {partsOf} from '../repairs/plan-steps.ts'
import type {EngineControl} from './containers/engine-control.ts'
import {leftStopped} from './containers/take-back-containers.ts'
import {type ContainerView, viewContainers} from './containers/view-containers.ts'
import type {Ledger} from './ledger.ts'
import {isEnded, type RunRecord} from './ledger-records.ts'
import {type CallView, viewCalls} from './primary/view-calls.ts'
import {hasLeftover, readStepState, type StepState} from './step-state.ts'

/** A run with what the disk says about it now. */
export interface RunView {
  readonly run: RunRecord
  /** The process was ended in the middle: finish it with the same plan, or take it back. */
  readonly cutOff: boolean
  readonly steps: readonly StepView[]
  /** What was done to containers, in the order they were first touched. */
  readonly containers: readonly ContainerView[]
  /** What a primary was told to do to its list, in order. */
  readonly calls: readonly CallView[]
  /** Containers that ran before it and do not now; of a run that has not ended well only. */
  readonly leftStopped: readonly string[]
  /** The engine answered: else `leftStopped` is what the record says. */
  readonly engineAsked: boolean
}

export interface StepView {
  readonly id: string
  readonly path: string
  /** `unreadable` when the files may not be read by this user; `not-begun` when the run was cut off before it. */
  readonly state: StepState | 'unreadable' | 'not-begun'
  /** An unfinished new file lies beside it. */
  readonly leftover: boolean
}

/** All runs, newest first, each with the side of every step the disk is on, told by hashes, and its containers' state. */
export async function readHistory(ledger: Ledger, control: EngineControl | null = null): Promise<readonly RunView[]> {
  return Promise.all((await ledger.list()).map(run => viewRun(run, control)))
}

async function viewRun(run: RunRecord, control: EngineControl | null): Promise<RunView> {
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
  const open = partsOf(run.plan).files.flatMap(({id, action: {path}}) =>
    known.has(id) ? [] : [{id, path, state: 'not-begun' as const, leftover: false}],
  )
  const needsHand = cutOff || run.state === 'hand-needed'
  const {names, asked} = needsHand ? await leftStopped(control, run.containers ?? []) : {names: [], asked: false}
  return {
    run,
    cutOff,
    steps: cutOff ? [...steps, ...open] : steps,
    containers: viewContainers(run),
    calls: viewCalls(run),
    leftStopped: names,
    engineAsked: asked,
  }
}
