import type {Style} from '../present/text/style.ts'
import type {Plan} from '../repairs/plan.ts'
import {findControl} from '../surgery/containers/find-control.ts'
import {type RunResult, runPlan} from '../surgery/run-plan.ts'
import {containerOptionsOf} from './container-flags.ts'
import {findPrimary} from './find-primary.ts'
import {askOnInterrupt} from './interrupt.ts'
import {startProgress} from './progress.ts'
import {canShowSteps, type StepDisplay, showSteps} from './show-steps.ts'
import {surgeryFoldersOf} from './state-flags.ts'

type Flags = Parameters<typeof surgeryFoldersOf>[0] &
  Parameters<typeof containerOptionsOf>[0] &
  Parameters<typeof findPrimary>[1] & {context?: string}

/** Runs a plan, shown step by step on a terminal. Ctrl-C ends it before its next step, and what was done is taken back. */
export async function runInterruptibly(
  plan: Plan,
  flags: Flags,
  style: Style,
): Promise<{done: RunResult; interrupted: boolean}> {
  const interrupt = askOnInterrupt()
  let display: StepDisplay | null = null
  let isDone = false
  try {
    const control = plan.containers ? await findControl({context: flags.context ?? null}) : null
    display = canShowSteps(process.env) ? await showSteps(plan, style, interrupt.signal) : bytesOnly()
    const {onStep, onProgress} = display
    const api = await findPrimary(plan, flags)
    const options = {...containerOptionsOf(flags), control, api, onStep, onProgress, signal: interrupt.signal}
    const done = await runPlan(plan, surgeryFoldersOf(flags), options)
    isDone = done.outcome === 'applied'
    const isOver = done.outcome === 'rolled-back' || done.outcome === 'refused'
    return {done, interrupted: isOver && done.refusals.some(r => r.code === 'interrupted')}
  } finally {
    await display?.end(isDone)
    interrupt.end()
  }
}

/** Without such a terminal: how far the step under way is, and only where that takes long. */
function bytesOnly(): StepDisplay {
  const progress = startProgress(process.stderr, process.env)
  return {
    onStep: () => {},
    onProgress: (step, done, of) => progress.update(done, of, step),
    end: async () => progress.end(),
  }
}
