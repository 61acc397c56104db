import {existsSync, realpathSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {Args} from '@oclif/core'
import {toJson} from '../present/json.ts'
import {findRaftFolder} from '../sources/data-dir/find-raft-folder.ts'
import {backUpStores} from '../surgery/back-up-stores.ts'
import {defaultBackupFolder} from '../surgery/backup-folder.ts'
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
    const {root: given, raftPath} = findRaftFolder(args.data_dir)
    const root = realpathSync(given)
    const db = raftPath === null ? null : join(raftPath, 'raft.db')
    const raftDb = db !== null && existsSync(db) ? realpathSync(db) : null
    const folder = flags['backup-dir'] ? resolve(flags['backup-dir']) : defaultBackupFolder(root, stateDirOf(flags))
    const progress = startProgress(process.stderr, process.env)
    const made = await backUpStores(realDisk, {
      stores: [{dataDir: root, raftDb}],
      folder,
      now: new Date(),
      onProgress: (done, of) => progress.update(done, of, 'backup'),
    }).finally(progress.end)
    if (!made.ok) throw refused(made.refusals)
    const {archive, sha256, size} = made.value
    this.print(flags.json ? toJson({archive, sha256, size}) : archive)
  }
}
