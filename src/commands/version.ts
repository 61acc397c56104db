import {Flags} from '@oclif/core'
import {toJson} from '../present/json.ts'
import {describeSurroundings} from '../sources/describe-surroundings.ts'
import {BaseCommand} from '../terminal/base-command.ts'

export default class Version extends BaseCommand {
  static override summary = 'Print the version; with --verbose what a bug report needs.'
  static override description =
    'The long form names versions, the operating system and the programs that doctor calls when it finds them. It holds no host name, no address and no setting of a scheduler.'
  static override flags = {
    verbose: Flags.boolean({description: 'what a bug report needs'}),
  }
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --verbose']

  async run(): Promise<void> {
    const {flags} = await this.parse(Version)
    const {version} = this.config
    const rows = flags.verbose ? {doctor: version, ...describeSurroundings(process.env)} : {doctor: version}
    if (flags.json) this.print(toJson(rows))
    else for (const [name, value] of Object.entries(rows)) this.print(`${name} ${value}`)
  }
}
