import {realpathSync} from 'node:fs'
import {treeOf} from '../surgery/data-dirs.ts'
import {scratch} from '../unpack.ts'
import {captured, doctor} from './doctor.ts'

/** A captured case to be repaired; what doctor keeps for itself lies elsewhere. */
export interface RepairPlace {
  readonly folder: string
  readonly evidence: readonly string[]
  /** Options that name the state folder and the folder for backups. */
  readonly own: readonly string[]
  readonly stateDir: string
  readonly backupDir: string
  /** Everything below the folder: names, kinds, modes, owners, times and contents. */
  readonly tree: () => readonly string[]
  readonly repair: (...args: readonly string[]) => ReturnType<typeof doctor>
  readonly undo: (...args: readonly string[]) => ReturnType<typeof doctor>
}

/** @param without kinds of evidence left out, e.g. `compose` */
export function repairPlace(name: string, without: readonly string[] = []): RepairPlace {
  const {folder: given, evidence: all} = captured(name)
  const folder = realpathSync(given)
  const evidence = all.filter(word => !without.some(kind => word.startsWith(`--${kind}`)))
  const [stateDir, backupDir] = [scratch(), scratch()]
  const own = ['--state-dir', stateDir, '--backup-dir', backupDir]
  return {
    folder,
    evidence,
    own,
    stateDir,
    backupDir,
    tree: () => treeOf(folder),
    repair: (...args) => doctor(['repair', ...evidence, ...own, ...args], {cwd: folder}),
    undo: (...args) => doctor(['undo', '--state-dir', stateDir, ...args], {cwd: folder}),
  }
}
