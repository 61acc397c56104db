import {resolve} from 'node:path'
import {Args} from '@oclif/core'
import {exitCodes} from '../../exit-codes.ts'
import {toJson} from '../../present/json.ts'
import {verifyBackup} from '../../surgery/list-backups.ts'
import {BaseCommand} from '../../terminal/base-command.ts'

export default class BackupsVerify extends BaseCommand {
  static override summary = 'Read a backup whole and compare every file with its manifest.'
  static override args = {archive: Args.string({description: 'backup to verify', required: true})}
  static override examples = [
    '<%= config.bin %> <%= command.id %> ./dkron.data.doctor-backups/dkron.data-20260101T000000Z-1a2b3c4d.tar.gz',
  ]

  async run(): Promise<void> {
    const {args, flags} = await this.parse(BackupsVerify)
    const archive = resolve(args.archive)
    const problem = await verifyBackup(archive)
    this.print(
      flags.json
        ? toJson({archive, problem})
        : problem === null
          ? `${archive}: whole and right`
          : `${archive}: ${problem}`,
    )
    this.endWith(problem === null ? exitCodes.ok : exitCodes.findings)
  }
}
