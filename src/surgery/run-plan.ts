import {resolve} from 'node:path'
import type {ExitCode} from '../exit-codes.ts'
import {exitCodes} from '../exit-codes.ts'
import type {Plan} from '../repairs/plan.ts'
import {partsOf} from '../repairs/plan-steps.ts'
import {applyPlan} from './apply.ts'
import {type ApplyOutcome, type ApplyRequest, exitCodeOf} from './apply-request.ts'
import {defaultBackupFolder} from './backup-folder.ts'
import {confirmResult, countStates} from './confirm-result.ts'
import {leftStopped} from './containers/take-back-containers.ts'
import {realDisk} from './disk.ts'
import {type Ledger, memoryLedger, openLedger} from './ledger.ts'
import type {Refusal} from './refusal.ts'
import {type PlannedStepState, stepStates} from './step-states.ts'

export interface SurgeryFolders {
  /** `--backup-dir`; beside the data when null. */
  readonly backupDir: string | null
  readonly stateDir: string
  /** Go on without undo where the record cannot be written. */
  readonly withoutRecord: boolean
}

/** The end of a run, as printed and as JSON. */
export interface RunResult {
  readonly outcome: ApplyOutcome['outcome']
  readonly runId: string | null
  readonly backup: string | null
  /** False when no record was kept: then `doctor undo` does not know this run. */
  readonly recorded: boolean
  readonly refusals: readonly Refusal[]
  readonly warnings: readonly string[]
  /** What was seen afterwards, in sentences. */
  readonly confirmed: readonly string[]
  /** What was done and what was not, where it did not come to its end. */
  readonly steps: readonly PlannedStepState[]
  /** Containers that ran before, and do not now. */
  readonly stopped: readonly string[]
  readonly exitCode: ExitCode
}

export interface RunOptions extends Pick<ApplyRequest, 'control' | 'api' | 'patience' | 'rollback' | 'onStep'> {
  readonly onProgress: (doing: string, doneBytes: number, ofBytes: number) => void
  /** Ends the run before its next step; what was done is taken back. */
  readonly signal: AbortSignal
}

/** Opens the record, runs the plan, reads everything again and compares, closes the record. */
export async function runPlan(plan: Plan, folders: SurgeryFolders, options: RunOptions): Promise<RunResult> {
  const {onProgress, control = null, ...rest} = options
  const opened = await openLedger(realDisk, resolve(folders.stateDir))
  const unwritable = !opened.ok && opened.refusals.some(r => r.code === 'ledger-unwritable')
  if (!opened.ok && !(unwritable && folders.withoutRecord)) return refusedRun(withWayOut(opened.refusals, unwritable))
  const ledger: Ledger = opened.ok ? opened.value : memoryLedger()
  try {
    let before: ReturnType<typeof countStates> = new Map()
    const result = await applyPlan({
      ...rest,
      plan,
      control,
      disk: realDisk,
      ledger,
      backupFolder: folders.backupDir === null ? backupFolderFor(plan, folders.stateDir) : resolve(folders.backupDir),
      onProgress: p => onProgress(p.doing, p.doneBytes, p.ofBytes),
      inspection: {
        before: () => {
          before = countStates(plan)
        },
        after: () => confirmResult(plan, before),
      },
    })
    if (result.outcome === 'refused') return refusedRun(result.refusals)
    const {run, outcome} = result
    const ran = {runId: run.id, backup: run.backup?.archive ?? null, recorded: opened.ok, exitCode: exitCodeOf(result)}
    if (result.outcome === 'applied') {
      const {confirmed, warnings} = result
      return {...ran, outcome, refusals: [], warnings, confirmed, steps: [], stopped: []}
    }
    const {names} = await leftStopped(control, run.containers ?? [])
    const steps = outcome === 'hand-needed' ? stepStates(run) : []
    return {...ran, outcome, refusals: result.refusals, warnings: [], confirmed: [], steps, stopped: names}
  } finally {
    await ledger.close()
  }
}

/** The end of a run that was not begun. */
export function refusedRun(refusals: readonly Refusal[]): RunResult {
  const nothing = {runId: null, backup: null, recorded: false, warnings: [], confirmed: [], steps: [], stopped: []}
  return {outcome: 'refused', ...nothing, refusals, exitCode: exitCodes.refused}
}

function withWayOut(refusals: readonly Refusal[], unwritable: boolean): readonly Refusal[] {
  if (!unwritable) return refusals
  return refusals.map(r => ({...r, next: [...r.next, 'Or go on without undo: --no-record']}))
}

function backupFolderFor(plan: Plan, stateDir: string): string {
  const first = plan.stores[0]?.dataDir ?? partsOf(plan).files[0]?.action.path ?? resolve(stateDir)
  return defaultBackupFolder(first, resolve(stateDir))
}
