import {resolve} from 'node:path'
import type {ExitCode} from '../exit-codes.ts'
import {exitCodes} from '../exit-codes.ts'
import type {Plan} from '../repairs/plan.ts'
import {type ApplyOutcome, applyPlan, exitCodeOf} from './apply.ts'
import {defaultBackupFolder} from './backup-folder.ts'
import {realDisk} from './disk.ts'
import {type Ledger, memoryLedger, openLedger} from './ledger.ts'
import type {Refusal} from './refusal.ts'

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
  readonly exitCode: ExitCode
}

/** Opens the record, runs the plan, closes the record. */
export async function runPlan(
  plan: Plan,
  folders: SurgeryFolders,
  onProgress: (doing: string, doneBytes: number, ofBytes: number) => void,
): Promise<RunResult> {
  const opened = await openLedger(realDisk, resolve(folders.stateDir))
  const unwritable = !opened.ok && opened.refusals.some(r => r.code === 'ledger-unwritable')
  if (!opened.ok && !(unwritable && folders.withoutRecord)) return refused(withWayOut(opened.refusals, unwritable))
  const ledger: Ledger = opened.ok ? opened.value : memoryLedger()
  try {
    const result = await applyPlan({
      plan,
      disk: realDisk,
      ledger,
      backupFolder: folders.backupDir === null ? backupFolderFor(plan, folders.stateDir) : resolve(folders.backupDir),
      onProgress: p => onProgress(p.doing, p.doneBytes, p.ofBytes),
    })
    if (result.outcome === 'refused') return refused(result.refusals)
    const {run} = result
    return {
      outcome: result.outcome,
      runId: run.id,
      backup: run.backup?.archive ?? null,
      recorded: opened.ok,
      refusals: 'refusals' in result ? result.refusals : [],
      warnings: 'warnings' in result ? result.warnings : [],
      exitCode: exitCodeOf(result),
    }
  } finally {
    await ledger.close()
  }
}

function refused(refusals: readonly Refusal[]): RunResult {
  const nothing = {runId: null, backup: null, recorded: false, warnings: []}
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
