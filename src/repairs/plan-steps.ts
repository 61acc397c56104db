import type {ContainerAction, StopContainer} from './container-actions.ts'
import type {FileAction, Plan, PlanStep} from './plan.ts'
import type {PrimaryCall} from './primary-calls.ts'

/** The steps of a plan in the parts they are done in; files are locked and backed up in between. */
export interface PlanParts {
  readonly stops: readonly PlanStep<StopContainer>[]
  readonly files: readonly PlanStep<FileAction>[]
  /** Starts, and waits between them. */
  readonly starts: readonly PlanStep<Exclude<ContainerAction, StopContainer>>[]
  /** Calls of a primary's API, and waits between them. */
  readonly calls: readonly PlanStep<PrimaryCall>[]
}

export const isFileStep = (step: PlanStep): step is PlanStep<FileAction> => 'path' in step.action

const calls: readonly string[] = [
  'await-primary',
  'await-worker',
  'remove-server',
  'add-server',
] satisfies readonly PrimaryCall['kind'][]

export const isCall = (step: PlanStep): step is PlanStep<PrimaryCall> => calls.includes(step.action.kind)

const isStop = (step: PlanStep): step is PlanStep<StopContainer> => step.action.kind === 'stop-container'

const isStart = (step: PlanStep): step is PlanParts['starts'][number] =>
  !isFileStep(step) && !isStop(step) && !isCall(step)

export function partsOf({steps}: Pick<Plan, 'steps'>): PlanParts {
  return {
    stops: steps.filter(isStop),
    files: steps.filter(isFileStep),
    starts: steps.filter(isStart),
    calls: steps.filter(isCall),
  }
}

/** Stops come before everything that is done to files, starts and calls after it: nothing is open while files change. */
export function isInOrder({steps}: Pick<Plan, 'steps'>): boolean {
  const ranks = steps.map(step => (isStop(step) ? 0 : isFileStep(step) ? 1 : 2))
  return ranks.every((rank, i) => i === 0 || rank >= (ranks[i - 1] ?? 0))
}
