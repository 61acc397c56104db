import {Flags} from '@oclif/core'
import {stateFolder} from '../surgery/ledger.ts'
import type {SurgeryFolders} from '../surgery/run-plan.ts'

export const backupDirFlag = {
  'backup-dir': Flags.string({description: 'folder for backups', helpValue: 'DIR', helpGroup: 'STATE'}),
}

export const stateDirFlag = {
  'state-dir': Flags.string({
    description: "folder for doctor's record of repairs",
    helpValue: 'DIR',
    helpGroup: 'STATE',
  }),
}

/** Where backups and the record of repairs are kept. */
export const surgeryFlags = {
  ...backupDirFlag,
  ...stateDirFlag,
  'no-record': Flags.boolean({
    description: 'go on without a record, so without undo, where none can be written',
    helpGroup: 'STATE',
  }),
}

export function stateDirOf(flags: {'state-dir'?: string}): string {
  return stateFolder(flags['state-dir'] ?? null)
}

export function surgeryFoldersOf(flags: {
  'backup-dir'?: string
  'state-dir'?: string
  'no-record': boolean
}): SurgeryFolders {
  return {
    backupDir: flags['backup-dir'] ?? null,
    stateDir: stateDirOf(flags),
    withoutRecord: flags['no-record'],
  }
}
