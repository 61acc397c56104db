import {Args, Command, loadHelpClass} from '@oclif/core'

export default class Help extends Command {
  static override summary = 'Show how a command is used.'
  static override args = {command: Args.string({description: 'command to show'})}

  async run(): Promise<void> {
    const {args} = await this.parse(Help)
    const HelpClass = await loadHelpClass(this.config)
    await new HelpClass(this.config, this.config.pjson.oclif.helpOptions).showHelp(args.command ? [args.command] : [])
  }
}
