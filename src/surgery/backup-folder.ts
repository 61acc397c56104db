import {lstatSync, realpathSync} from 'node:fs'
import {basename, dirname, join, sep} from 'node:path'
import type {Disk} from './disk.ts'
import {existingFolder} from './free-space.ts'
import {type Attempt, done, refusalOf, refuse} from './refusal.ts'

/**
 * Where backups go when `--backup-dir` names no folder: beside what is backed up, so on the same disk, found by
 * whoever looks for the data, and gone only together with the folder above. A Docker volume is the exception: what
 * lies beside its `_data` folder is deleted with the volume, so its backups go to the state folder.
 *
 * @param path the data-dir, or a file; absolute
 * @param stateDir the ledger's folder
 */
export function defaultBackupFolder(path: string, stateDir: string): string {
  const volume = /\/volumes\/([^/]+)\/_data(\/|$)/.exec(path)
  if (volume) return join(stateDir, 'backups', volume[1] as string)
  return join(dirname(path), `${basename(path)}.doctor-backups`)
}

/**
 * Makes the folder for backups, readable by its owner alone: jobs hold passwords. Refuses a link, a file, and a folder
 * inside what is to be backed up.
 */
export function prepareBackupFolder(disk: Disk, folder: string, roots: readonly string[]): Attempt<void> {
  try {
    const real = join(realpathSync(existingFolder(folder)), folder.slice(existingFolder(folder).length))
    const inside = roots.find(root => `${real}${sep}`.startsWith(`${root}${sep}`))
    if (inside !== undefined) {
      return refuse('wrong-kind', folder, `${folder} lies inside ${inside}, which is to be backed up`, [
        'Name a folder elsewhere with --backup-dir.',
      ])
    }
    const stat = lstatSync(folder, {throwIfNoEntry: false})
    if (stat === undefined) makeFolders(disk, folder)
    else if (stat.isSymbolicLink())
      return refuse('symlink', folder, `${folder} is a symbolic link`, ['Name the real path.'])
    else if (!stat.isDirectory()) return refuse('wrong-kind', folder, `${folder} is not a folder`)
    return done(undefined)
  } catch (error) {
    return {ok: false, refusals: [refusalOf(error, folder)]}
  }
}

/** Makes a folder and those above it that are missing, each made to last. */
export function makeFolders(disk: Disk, folder: string): void {
  const above = dirname(folder)
  if (lstatSync(above, {throwIfNoEntry: false}) === undefined) makeFolders(disk, above)
  disk.makeFolder(folder, 0o700)
  disk.syncFolder(above)
}
