import {join} from 'node:path'
import {Args, Flags} from '@oclif/core'
import type {DataDir} from '../case/case.ts'
import {readValue} from '../case/read.ts'
import type {ExitCode} from '../exit-codes.ts'
import {exitCodes} from '../exit-codes.ts'
import {describeDataDir} from '../present/describe-data-dir.ts'
import {describeEntry, entryLine} from '../present/describe-entry.ts'
import {toJson, toJsonLine} from '../present/json.ts'
import {renderDataDir} from '../present/text/render-data-dir.ts'
import {printable} from '../present/text/wrap.ts'
import {readDataDir} from '../sources/data-dir/read-data-dir.ts'
import {visitLog} from '../sources/data-dir/visit-log.ts'
import {BaseCommand} from '../terminal/base-command.ts'
import {parseLogRange} from '../terminal/parse-log-range.ts'
import {startProgress} from '../terminal/progress.ts'

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
  }
  static override examples = [
    '<%= config.bin %> <%= command.id %> ./dkron.data',
    '<%= config.bin %> <%= command.id %> ./dkron.data --log ~10',
    '<%= config.bin %> <%= command.id %> ./dkron.data --check --json',
  ]

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Inspect)
    const progress = startProgress(process.stderr, process.env)
    const dataDir = readDataDir(args.data_dir, {check: flags.check, onProgress: progress.update})
    progress.end()
    if (flags.log === undefined) {
      const described = describeDataDir(dataDir)
      this.print(flags.json ? toJson(described) : renderDataDir(described, this.style(flags)))
    } else {
      this.#printLog(dataDir, flags.log, flags.json ?? false)
    }
    this.endWith(exitCodeOf(dataDir))
  }

  #printLog(dataDir: DataDir, range: string, json: boolean): void {
    const log = readValue(dataDir.raftDb)?.store?.log
    const {from, to} = parseLogRange(range, log ?? {first: 0n, last: 0n})
    if (!log || dataDir.raftPath === null) return
    const unicode = this.style({}).unicode
    visitLog(
      join(dataDir.raftPath, 'raft.db'),
      from,
      to,
      entry => {
        const described = describeEntry(entry)
        this.print(json ? toJsonLine(described) : printable(entryLine(described), unicode))
      },
      damage => process.stderr.write(`doctor: ${damage.message} (${damage.code})\n`),
    )
  }
}

/** Damage that costs data or the start is a finding; without anything that could be read all is open. */
function exitCodeOf({raftDb, snapshots}: DataDir): ExitCode {
  const nothing = raftDb.state !== 'read' && (readValue(snapshots) ?? []).length === 0
  if (raftDb.state === 'unreadable' || nothing) return exitCodes.undetermined
  const damaged = readValue(raftDb)?.damage.some(d => d.severity === 'error')
  return damaged ? exitCodes.findings : exitCodes.ok
}
