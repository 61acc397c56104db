import {Args} from '@oclif/core'
import {checks} from '../checks/index.ts'
import {renderBashCompletion} from '../present/completion/bash.ts'
import {renderFishCompletion} from '../present/completion/fish.ts'
import {renderZshCompletion} from '../present/completion/zsh.ts'
import {repairs} from '../repairs/index.ts'
import {BaseCommand} from '../terminal/base-command.ts'
import {describeCommandLine} from '../terminal/describe-command-line.ts'

const renderers = {bash: renderBashCompletion, zsh: renderZshCompletion, fish: renderFishCompletion} as const
const shells = Object.keys(renderers) as (keyof typeof renderers)[]

export default class Completion extends BaseCommand {
  static override summary = 'Print what a shell needs to complete commands, flags and check ids.'
  static override description =
    'The printed script knows all commands by itself; completing never starts doctor. Print it anew after an update.'
  static override args = {
    shell: Args.string({description: 'shell to print it for', required: true, options: shells}),
  }
  static override examples = [
    'source <(<%= config.bin %> <%= command.id %> bash)',
    '<%= config.bin %> <%= command.id %> zsh > ~/.zfunc/_<%= config.bin %>',
    '<%= config.bin %> <%= command.id %> fish > ~/.config/fish/completions/<%= config.bin %>.fish',
  ]

  async run(): Promise<void> {
    const {args} = await this.parse(Completion)
    const ids = checks.map(c => c.id)
    const strategies = repairs.map(r => r.id)
    const line = describeCommandLine(this.config, {check_id: ids, only: ids, skip: ids, strategy: strategies})
    this.print(renderers[args.shell as keyof typeof renderers](line))
  }
}
