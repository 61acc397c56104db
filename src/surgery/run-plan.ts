import {resolve} from 'node:path'
import type {ExitCode} from '../exit-codes.ts'
import {exitCodes} from '../exit-codes.ts'
import type {Plan} from '../repairs/plan.ts'
import {type ApplyOutcome, applyPlan, exitCodeOf} from './apply.ts'
import {defaultBackupFolder} from './backup-folder.ts'
import {confirmResult, countStates} from './confirm-result.ts'
import {realDisk} from './disk.ts'
import {type Ledger, memoryLedger, openLedger} from './ledger.ts'
import {type Refusal, refuse} from './refusal.ts'

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
  /** What the data-dirs were seen to hold afterwards, in sentences. */
  readonly confirmed: readonly string[]
  readonly exitCode: ExitCode
}

export interface RunOptions {
  readonly onProgress: (doing: string, doneBytes: number, ofBytes: number) => void
  /** Ends the run before its next step; what was done is taken back. */
  readonly signal: AbortSignal
}

/** Opens the record, runs the plan, reads everything again and compares, closes the record. */
export async function runPlan(
  plan: Plan,
  folders: SurgeryFolders,
  {onProgress, signal}: RunOptions,
): Promise<RunResult> {
  const opened = await openLedger(realDisk, resolve(folders.stateDir))
  const unwritable = !opened.ok && opened.refusals.some(r => r.code === 'ledger-unwritable')
  if (!opened.ok && !(unwritable && folders.withoutRecord)) return refused(withWayOut(opened.refusals, unwritable))
  const ledger: Ledger = opened.ok ? opened.value : memoryLedger()
  try {
    const before = countStates(plan)
    const result = await applyPlan({
      plan,
      signal,
      disk: realDisk,
      ledger,
      backupFolder: folders.backupDir === null ? backupFolderFor(plan, folders.stateDir) : resolve(folders.backupDir),
      onProgress: p => onProgress(p.doing, p.doneBytes, p.ofBytes),
    })
    if (result.outcome === 'refused') return refused(result.refusals)
    const {run} = result
    const ran = {runId: run.id, backup: run.backup?.archive ?? null, recorded: opened.ok}
    if (result.outcome !== 'applied') {
      const {outcome, refusals} = result
      return {...ran, outcome, refusals, warnings: [], confirmed: [], exitCode: exitCodeOf(result)}
    }
    const {confirmed, wrong} = confirmResult(plan, before)
    const outcome = wrong.length === 0 ? 'applied' : 'hand-needed'
    const refusals = wrong.flatMap(w => refuse('damaged-store', run.id, w, [`doctor undo ${run.id}`]).refusals)
    return {...ran, outcome, refusals, warnings: result.warnings, confirmed, exitCode: exitCodeOf({outcome})}
  } finally {
    await ledger.close()
  }
}

function refused(refusals: readonly Refusal[]): RunResult {
  const nothing = {runId: null, backup: null, recorded: false, warnings: [], confirmed: []}
  return {outcome: 'refused', ...nothing, refusals, exitCode: exitCodes.refused}
}

function withWayOut(refusals: readonly Refusal[], unwritable: boolean): readonly Refusal[] {
  if (!unwritable) return refusals
  return refusals.map(r => ({...r, next: [...r.next, 'Or go on without undo: --no-record']}))
}

function backupFolderFor(plan: Plan, stateDir: string): string {
  const first = plan.stores[0]?.dataDir ?? plan.steps[0]?.action.path ?? resolve(stateDir)
  return defaultBackupFolder(first, resolve(stateDir))
}
