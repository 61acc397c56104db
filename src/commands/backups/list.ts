import {resolve} from 'node:path'
import {Args} from '@oclif/core'
import {toJson} from '../../present/json.ts'
import {renderBackups} from '../../present/text/render-backups.ts'
import {listBackups} from '../../surgery/list-backups.ts'
import {BaseCommand} from '../../terminal/base-command.ts'
import {refused} from '../../terminal/refused.ts'

export default class BackupsList extends BaseCommand {
  static override summary = 'List the backups in a folder, newest first.'
  static override args = {folder: Args.string({description: 'folder with backups', required: true})}
  static override examples = ['<%= config.bin %> <%= command.id %> ./dkron.data.doctor-backups']

  async run(): Promise<void> {
    const {args, flags} = await this.parse(BackupsList)
    const listed = await listBackups(resolve(args.folder))
    if (!listed.ok) throw refused(listed.refusals)
    this.print(flags.json ? toJson(listed.value) : renderBackups(listed.value, this.style(flags)))
  }
}
