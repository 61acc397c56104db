import {join} from 'node:path'
import {Args, Flags} from '@oclif/core'
import type {DataDir} from '../case/case.ts'
import {readValue} from '../case/read.ts'
import {everyCheckId} from '../checks/every-check-id.ts'
import {dataDirChecks} from '../checks/inspect/index.ts'
import {ToolError} from '../errors.ts'
import {describeDataDir} from '../present/describe-data-dir.ts'
import {toJsonLine} from '../present/json.ts'
import type {Style} from '../present/text/style.ts'
import {diagnoseDataDir} from '../report/diagnose-data-dir.ts'
import {readDataDir} from '../sources/data-dir/read-data-dir.ts'
import {visitLog} from '../sources/data-dir/visit-log.ts'
import {readBaseline, readSettings} from '../sources/settings/read-settings.ts'
import {BaseCommand} from '../terminal/base-command.ts'
import {checkFlags} from '../terminal/check-flags.ts'
import {judge, judgementOf} from '../terminal/judgement.ts'
import {type Outputs, outputFlags, outputsOf} from '../terminal/output-flags.ts'
import {parseLogRange} from '../terminal/parse-log-range.ts'
import {startProgress} from '../terminal/progress.ts'
import {writeReport} from '../terminal/write-report.ts'

export default class Inspect extends BaseCommand {
  static override summary = 'Show what a data-dir holds: configuration history, term, vote, log, snapshots, damage.'
  static override description =
    'Needs no running scheduler and no server ID, and never writes. It reads the store of any program that uses hashicorp/raft with raft-boltdb.'
  static override args = {
    data_dir: Args.string({description: 'folder that holds raft/', required: true}),
  }
  static override flags = {
    check: Flags.boolean({description: 'look at every page of raft.db'}),
    log: Flags.string({description: 'list log entries: 5, 1..20, or ~10 for the last ten', helpValue: 'RANGE'}),
    ...checkFlags,
    ...outputFlags,
  }
  static override examples = [
    '<%= config.bin %> <%= command.id %> ./dkron.data',
    '<%= config.bin %> <%= command.id %> ./dkron.data --log ~10',
    '<%= config.bin %> <%= command.id %> ./dkron.data --check --json',
  ]

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Inspect)
    const outputs = outputsOf(flags)
    if (flags.log !== undefined) refuseForLog(outputs)
    const checks = dataDirChecks(flags.check)
    const known = checks.map(c => c.id)
    const judgement = await judgementOf(flags, known, {readSettings, readBaseline, everyId: everyCheckId})
    const progress = startProgress(process.stderr, process.env)
    const dataDir = readDataDir(args.data_dir, {check: flags.check, lock: false, onProgress: progress.update})
    progress.end()
    const described = describeDataDir(dataDir)
    const {version} = this.config
    const report = judge(judgement, counting =>
      diagnoseDataDir(dataDir, {checks, version, facts: {...described}, counting}),
    )
    if (flags.log !== undefined) await this.#printLog(dataDir, flags.log, outputs)
    else {
      const text = async (style: Style) => {
        const {renderDataDir} = await import('../present/text/render-data-dir.ts')
        return renderDataDir(described, report, style)
      }
      await writeReport({report, checks, homepage: this.homepage, layouts: {text}}, outputs, flags['no-color'])
    }
    this.endWith(report.exitCode)
  }

  async #printLog(dataDir: DataDir, range: string, {printed}: Outputs): Promise<void> {
    const log = readValue(dataDir.raftDb)?.store?.log
    const {from, to} = parseLogRange(range, log ?? {first: 0n, last: 0n})
    if (!log || dataDir.raftPath === null) return
    const {describeEntry, entryLine} = await import('../present/describe-entry.ts')
    const {printable} = await import('../present/text/wrap.ts')
    const unicode = this.style({}).unicode
    visitLog(
      join(dataDir.raftPath, 'raft.db'),
      from,
      to,
      entry => {
        const described = describeEntry(entry)
        this.print(printed === 'text' ? printable(entryLine(described), unicode) : toJsonLine(described))
      },
      damage => process.stderr.write(`doctor: ${damage.message} (${damage.code})\n`),
    )
  }
}

/** Entries are no report: they come as lines, to read or one JSON object each. */
function refuseForLog({printed, files}: Outputs): void {
  if (files.length === 0 && (printed === 'text' || printed === 'json' || printed === 'ndjson')) return
  throw new ToolError('BAD_USAGE', '--log lists entries: it goes with --format text, json or ndjson, and no --output')
}
