import {Flags} from '@oclif/core'
import {toJson} from '../present/json.ts'
import {renderHistory} from '../present/text/render-history.ts'
import {findControl} from '../surgery/containers/find-control.ts'
import {readHistory} from '../surgery/history.ts'
import {withLedger} from '../surgery/with-ledger.ts'
import {BaseCommand} from '../terminal/base-command.ts'
import {refused} from '../terminal/refused.ts'
import {stateDirFlag, stateDirOf} from '../terminal/state-flags.ts'

export default class History extends BaseCommand {
  static override summary = 'Every repair made from here, and on which side of it the disk is now.'
  static override flags = {
    context: Flags.string({description: 'context of the docker CLI to ask', helpValue: 'NAME'}),
    ...stateDirFlag,
  }
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json']

  async run(): Promise<void> {
    const {flags} = await this.parse(History)
    const control = await findControl({context: flags.context ?? null})
    const read = await withLedger(stateDirOf(flags), ledger => readHistory(ledger, control))
    if (!read.ok) throw refused(read.refusals)
    this.print(flags.json ? toJson(read.value) : renderHistory(read.value, this.style(flags)))
  }
}
