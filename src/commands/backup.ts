import {lstatSync, realpathSync} from 'node:fs'
import {resolve} from 'node:path'
import {Args} from '@oclif/core'
import {ToolError} from '../errors.ts'
import {toJson} from '../present/json.ts'
import {defaultBackupFolder} from '../surgery/backup-folder.ts'
import {createBackup} from '../surgery/create-backup.ts'
import {realDisk} from '../surgery/disk.ts'
import {BaseCommand} from '../terminal/base-command.ts'
import {startProgress} from '../terminal/progress.ts'
import {refused} from '../terminal/refused.ts'
import {backupDirFlag, stateDirFlag, stateDirOf} from '../terminal/state-flags.ts'

export default class Backup extends BaseCommand {
  static override summary = 'Back up a data-dir into a verified archive.'
  static override description =
    'Works on a running scheduler too: the copy of raft.db is consistent, or no backup is made. Fit for cron: silent but for the path of the archive.'
  static override args = {data_dir: Args.string({description: 'data-dir to back up', required: true})}
  static override flags = {...backupDirFlag, ...stateDirFlag}
  static override examples = ['<%= config.bin %> <%= command.id %> ./dkron.data --backup-dir /var/backups/dkron']

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Backup)
    if (!lstatSync(args.data_dir, {throwIfNoEntry: false})) {
      throw new ToolError('DATA_DIR_NOT_FOUND', `${args.data_dir} does not exist`, {
        next: ['Name the folder that holds raft/'],
      })
    }
    const root = realpathSync(args.data_dir)
    const folder = flags['backup-dir'] ? resolve(flags['backup-dir']) : defaultBackupFolder(root, stateDirOf(flags))
    const progress = startProgress(process.stderr, process.env)
    const made = await createBackup(realDisk, {
      roots: [root],
      folder,
      reason: 'request',
      now: new Date(),
      onProgress: (done, of) => progress.update(done, of, 'backup'),
    }).finally(progress.end)
    if (!made.ok) throw refused(made.refusals)
    const {archive, sha256, size} = made.value
    this.print(flags.json ? toJson({archive, sha256, size}) : archive)
  }
}
