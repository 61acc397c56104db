import {Args, Flags} from '@oclif/core'
import {exitCodes} from '../exit-codes.ts'
import {toJson} from '../present/json.ts'
import {renderUndo} from '../present/text/render-undo.ts'
import {findControl} from '../surgery/containers/find-control.ts'
import {realDisk} from '../surgery/disk.ts'
import {undoRun} from '../surgery/undo.ts'
import {withLedger} from '../surgery/with-ledger.ts'
import {BaseCommand} from '../terminal/base-command.ts'
import {cronicleLiveFlags, savedEvidenceFlags} from '../terminal/cronicle-flags.ts'
import {findPrimary} from '../terminal/find-primary.ts'
import {refused} from '../terminal/refused.ts'
import {stateDirFlag, stateDirOf} from '../terminal/state-flags.ts'

export default class Undo extends BaseCommand {
  static override summary = 'Take a repair back, byte for byte.'
  static override description =
    'Refuses when the files are no longer what the repair left: the scheduler has stored something since, or somebody changed them. Containers that the repair made are made anew from the old file, and left stopped unless told to start them. A worker that the repair added to the list of a Cronicle primary is taken out again, with the key of an administrator; what only the worker can bring back is said.'
  static override args = {
    run: Args.string({description: 'id of the run, or its beginning; the last one when left out'}),
  }
  static override flags = {
    force: Flags.boolean({description: 'undo although files changed since; they are renamed, not removed'}),
    start: Flags.boolean({description: 'start the containers again that ran before the repair'}),
    context: Flags.string({description: 'context of the docker CLI to ask', helpValue: 'NAME'}),
    url: cronicleLiveFlags.url,
    'api-key': cronicleLiveFlags['api-key'],
    timeout: savedEvidenceFlags.timeout,
    ...stateDirFlag,
  }
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> history']

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Undo)
    const {force, start} = flags
    const control = await findControl({context: flags.context ?? null})
    const undone = await withLedger(stateDirOf(flags), ledger =>
      undoRun({
        disk: realDisk,
        ledger,
        run: args.run ?? null,
        force,
        start,
        control,
        api: plan => findPrimary(plan, flags),
      }),
    )
    if (!undone.ok) throw refused(undone.refusals)
    const result = undone.value
    if (result.outcome === 'refused') throw refused(result.refusals)
    this.print(flags.json ? toJson(result) : renderUndo(result, this.style(flags)))
    this.endWith(result.outcome === 'undone' ? exitCodes.ok : exitCodes.handNeeded)
  }
}
