import {resolve} from 'node:path'
import {Args} from '@oclif/core'
import {toJson} from '../../present/json.ts'
import {realDisk} from '../../surgery/disk.ts'
import {restoreBackup} from '../../surgery/restore-backup.ts'
import {BaseCommand} from '../../terminal/base-command.ts'
import {refused} from '../../terminal/refused.ts'

export default class BackupsRestore extends BaseCommand {
  static override summary = 'Unpack a backup into an empty folder; the original place is never touched.'
  static override args = {
    archive: Args.string({description: 'backup to restore', required: true}),
    folder: Args.string({description: 'folder that is empty or not there', required: true}),
  }
  static override examples = ['<%= config.bin %> <%= command.id %> BACKUP.tar.gz ./restored']

  async run(): Promise<void> {
    const {args, flags} = await this.parse(BackupsRestore)
    const restored = await restoreBackup(realDisk, resolve(args.archive), resolve(args.folder))
    if (!restored.ok) throw refused(restored.refusals)
    const {roots, notOwned} = restored.value
    if (flags.json) return this.print(toJson(restored.value))
    this.print(roots.map(r => `${r.from} is now in ${r.to}`).join('\n'))
    if (notOwned.length > 0)
      this.logToStderr(`${notOwned.length} files could not be given to their owner; run it as root`)
  }
}
