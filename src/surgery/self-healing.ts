import {type ExitCode, exitCodes} from '../exit-codes.ts'
import type {RunResult} from './run-plan.ts'

/** What an unattended repair before a start came to, as printed and as JSON. */
export interface SelfHealing {
  readonly schemaVersion: 1
  readonly outcome: 'mended' | 'nothing-to-mend' | 'not-mended'
  /** ID that the data-dir knew the server by, and the one it knows now; null when nothing was mended. */
  readonly formerId: string | null
  readonly serverId: string | null
  /** Why nothing was mended, in sentences. */
  readonly why: readonly string[]
  readonly next: readonly string[]
  /** Whether the scheduler is to start now. */
  readonly start: boolean
  /** The run, where one was begun. */
  readonly run: RunResult | null
  readonly exitCode: ExitCode
}

const base = {schemaVersion: 1, formerId: null, serverId: null, next: [], run: null} as const

export function nothingToMend(why: string): SelfHealing {
  return {...base, outcome: 'nothing-to-mend', why: [why], start: true, exitCode: exitCodes.ok}
}

/** Nothing was changed; whether the start goes on is the operator's choice (`--on-refusal`). */
export function notMended(
  why: readonly string[],
  onRefusal: 'start' | 'stop',
  next: readonly string[] = [],
  code: ExitCode = exitCodes.refused,
): SelfHealing {
  const start = onRefusal === 'start'
  return {...base, outcome: 'not-mended', why, next, start, exitCode: start ? exitCodes.ok : code}
}

/** The end of a run. One that left the disk half-way never lets the start go on. */
export function healingOf(
  run: RunResult,
  ids: {readonly formerId: string; readonly serverId: string},
  onRefusal: 'start' | 'stop',
  stateDir: string | null,
): SelfHealing {
  if (run.outcome === 'applied') {
    const back = `Take it back: doctor undo ${run.runId}${stateDir === null ? '' : ` --state-dir ${stateDir}`}`
    return {
      ...base,
      formerId: ids.formerId,
      serverId: ids.serverId,
      next: run.recorded ? [back] : [],
      outcome: 'mended',
      why: [],
      start: true,
      run,
      exitCode: run.exitCode,
    }
  }
  const half = run.outcome === 'hand-needed'
  const broken = half ? ['a step failed, and not everything could be taken back: a hand is needed'] : []
  const why = [...broken, ...run.refusals.map(r => r.message)]
  const next = [...new Set(run.refusals.flatMap(r => r.next))]
  return {...notMended(why, half ? 'stop' : onRefusal, next, run.exitCode), run}
}
