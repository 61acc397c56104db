import {Flags} from '@oclif/core'
import {toJson} from '../present/json.ts'
import {packCaseFile} from '../sources/case-file/write-case-file.ts'
import {collectCase} from '../sources/collect-case.ts'
import {BaseCommand} from '../terminal/base-command.ts'
import {collectOptionsOf, dataDirArgs, evidenceFlags} from '../terminal/evidence-flags.ts'
import {startProgress} from '../terminal/progress.ts'
import {refuseExisting, writeOutputFile} from '../terminal/write-output-file.ts'

export default class Collect extends BaseCommand {
  static override summary = 'Collect everything a diagnosis needs into one file, without secrets.'
  static override description =
    'The file can be diagnosed anywhere: doctor no-leader case.tgz. Gossip keys, tokens, passwords, environment values and the jobs themselves are left out; its manifest.json says what.'
  static override args = dataDirArgs
  static override flags = {
    output: Flags.string({char: 'o', description: 'file to write', required: true, helpValue: 'FILE'}),
    'node-name': Flags.string({
      description: 'present server ID of each data-dir, in their order',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'ID',
      helpGroup: 'EVIDENCE',
    }),
    ...evidenceFlags,
  }
  static override examples = ['<%= config.bin %> <%= command.id %> -o case.tgz', '<%= config.bin %> no-leader case.tgz']

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Collect)
    refuseExisting(flags.output)
    const progress = startProgress(process.stderr, process.env)
    const c = await collectCase({
      ...collectOptionsOf(args.data_dir, flags),
      nodeNames: flags['node-name'] ?? [],
      check: true,
      onProgress: progress.update,
    }).finally(progress.end)
    const {bytes, manifest} = await packCaseFile(c, this.config.version, new Date())
    writeOutputFile(flags.output, [bytes])
    if (flags.json) return this.print(toJson({file: flags.output, ...manifest}))
    const lines = [
      `${flags.output}: ${c.dataDirs.length} data-dirs, ${c.containers.length} containers, ${c.logs.length} logs, ${c.api.length} APIs`,
      'Left out:',
      ...manifest.leftOut.map(l => `  - ${l}`),
      ...(manifest.unread.length > 0
        ? ['Could not be read:', ...manifest.unread.map(u => `  - ${u.where}: ${u.reason}`)]
        : []),
      `Diagnose it anywhere: doctor no-leader ${flags.output}`,
    ]
    this.print(lines.join('\n'))
  }
}
