import {Args} from '@oclif/core'
import {checks} from '../checks/index.ts'
import {describeCheck} from '../present/describe-check.ts'
import {toJson} from '../present/json.ts'
import {renderCheck, renderCheckList} from '../present/text/render-check.ts'
import {BaseCommand} from '../terminal/base-command.ts'
import {unknownCheck} from '../terminal/choose-checks.ts'

export default class Explain extends BaseCommand {
  static override summary = 'Say what a check finds, why it breaks the scheduler, and what helps.'
  static override args = {
    check_id: Args.string({description: 'id of a check; all are listed without one'}),
  }
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> server-id-changed',
  ]

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Explain)
    const style = this.style(flags)
    if (args.check_id === undefined) {
      this.print(flags.json ? toJson(checks.map(describeCheck)) : renderCheckList(checks, style))
      return
    }
    const check = checks.find(c => c.id === args.check_id)
    if (!check)
      throw unknownCheck(
        args.check_id,
        checks.map(c => c.id),
      )
    this.print(flags.json ? toJson(describeCheck(check)) : renderCheck(check, style))
  }
}
