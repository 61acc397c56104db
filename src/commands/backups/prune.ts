import {resolve} from 'node:path'
import {Args} from '@oclif/core'
import {toJson} from '../../present/json.ts'
import {realDisk} from '../../surgery/disk.ts'
import {pruneBackups} from '../../surgery/list-backups.ts'
import {BaseCommand} from '../../terminal/base-command.ts'
import {refused} from '../../terminal/refused.ts'

export default class BackupsPrune extends BaseCommand {
  static override summary = 'Remove exactly the named backups, and nothing else.'
  static override args = {
    folder: Args.string({description: 'folder with backups', required: true}),
    names: Args.string({description: 'file names of the backups to remove', required: true, multiple: true}),
  }
  static override examples = [
    '<%= config.bin %> <%= command.id %> ./dkron.data.doctor-backups dkron.data-20260101T000000Z-1a2b3c4d.tar.gz',
  ]

  async run(): Promise<void> {
    const {args, flags} = await this.parse(BackupsPrune)
    const removed = pruneBackups(realDisk, resolve(args.folder), args.names)
    if (!removed.ok) throw refused(removed.refusals)
    this.print(flags.json ? toJson({removed: removed.value}) : `removed: ${removed.value.join(', ')}`)
  }
}
