import type {ContainerAction, StopContainer} from './container-actions.ts'
import type {FileAction, Plan, PlanStep} from './plan.ts'

/** The steps of a plan in the three parts they are done in; files are locked and backed up in between. */
export interface PlanParts {
  readonly stops: readonly PlanStep<StopContainer>[]
  readonly files: readonly PlanStep<FileAction>[]
  /** Starts, and waits between them. */
  readonly starts: readonly PlanStep<Exclude<ContainerAction, StopContainer>>[]
}

export const isFileStep = (step: PlanStep): step is PlanStep<FileAction> => 'path' in step.action

const isStop = (step: PlanStep): step is PlanStep<StopContainer> => step.action.kind === 'stop-container'

const isStart = (step: PlanStep): step is PlanParts['starts'][number] => !isFileStep(step) && !isStop(step)

export function partsOf({steps}: Pick<Plan, 'steps'>): PlanParts {
  return {stops: steps.filter(isStop), files: steps.filter(isFileStep), starts: steps.filter(isStart)}
}

/** Stops come before everything that is done to files, starts after it: nothing is open while files change. */
export function isInOrder({steps}: Pick<Plan, 'steps'>): boolean {
  const ranks = steps.map(step => (isStop(step) ? 0 : isFileStep(step) ? 1 : 2))
  return ranks.every((rank, i) => i === 0 || rank >= (ranks[i - 1] ?? 0))
}
