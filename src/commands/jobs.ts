import {Readable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {Args, Flags} from '@oclif/core'
import {ToolError} from '../errors.ts'
import {exitCodes} from '../exit-codes.ts'
import {exportExecutions} from '../formats/dkron/export-executions.ts'
import {exportJobs} from '../formats/dkron/export-jobs.ts'
import type {DkronVersion} from '../formats/dkron/types.ts'
import {parseVersion} from '../formats/dkron/version.ts'
import {toJson} from '../present/json.ts'
import {renderJobs} from '../present/text/render-jobs.ts'
import {readDkronState} from '../sources/read-dkron-state.ts'
import {BaseCommand} from '../terminal/base-command.ts'
import {detectStyle} from '../terminal/detect-style.ts'
import {startProgress} from '../terminal/progress.ts'
import {refuseExisting, writeOutputFile} from '../terminal/write-output-file.ts'

export default class Jobs extends BaseCommand {
  static override summary = 'Export all jobs from a data-dir, dead or alive, as the JSON that POST /v1/restore takes.'
  static override description =
    'Needs no running scheduler and no leader, and never writes to the data-dir. What was read, what may be missing and how the jobs come back is said on standard error. Exit code 1 means that something is missing because of damage.'
  static override args = {
    data_dir: Args.string({description: 'folder that holds raft/', required: true}),
  }
  static override flags = {
    output: Flags.string({char: 'o', description: 'write the jobs to a new file', helpValue: 'FILE'}),
    executions: Flags.string({
      description: 'write the executions too, one JSON a line; - for stdout',
      helpValue: 'FILE',
    }),
    'dkron-version': Flags.string({description: 'release whose rules count, e.g. 3.2.7', helpValue: 'VERSION'}),
  }
  static override examples = [
    '<%= config.bin %> <%= command.id %> ./dkron.data -o jobs.json',
    '<%= config.bin %> <%= command.id %> ./dkron.data -o jobs.json --executions executions.ndjson',
  ]

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Jobs)
    const {output: file = null, executions: executionsFile = null, json = false} = flags
    refuseOutputs(file, executionsFile, json)
    const progress = startProgress(process.stderr, process.env)
    const {state, statement} = readDkronState(args.data_dir, {
      version: versionOf(flags['dkron-version']),
      outputs: executionsFile !== null,
      onProgress: progress.update,
    })
    progress.end()
    const exported = exportJobs(state)
    const {jobs, leftOut, changed} = exported
    if (file !== null) writeOutputFile(file, [toJson(jobs)])
    else if (!json) this.print(toJson(jobs))
    if (executionsFile === '-') await pipeline(Readable.from(exportExecutions(state)), process.stdout, {end: false})
    else if (executionsFile !== null) writeOutputFile(executionsFile, exportExecutions(state))
    const written = {file, executionsFile, ...(file === null ? {jobs} : {})}
    if (json) this.print(toJson({schemaVersion: 1, ...written, leftOut, changed, statement}))
    const style = detectStyle(process.stderr, process.env, flags['no-color'])
    process.stderr.write(renderJobs({statement, exported, file, executionsFile}, style))
    this.endWith(statement.complete && leftOut.length === 0 ? exitCodes.ok : exitCodes.findings)
  }
}

/** Before anything is read: what cannot be written must not cost the wait. */
function refuseOutputs(file: string | null, executionsFile: string | null, json: boolean): void {
  if (executionsFile === '-' && (file === null || json)) {
    const next = ['-o jobs.json --executions -', '-o jobs.json --executions executions.ndjson']
    throw new ToolError('BAD_USAGE', 'jobs and executions cannot both go to standard output', {next})
  }
  if (file !== null && file === executionsFile) {
    throw new ToolError('BAD_USAGE', 'jobs and executions cannot go into one file')
  }
  for (const path of [file, executionsFile]) if (path !== null && path !== '-') refuseExisting(path)
}

function versionOf(text: string | undefined): DkronVersion | null {
  const version = text === undefined ? null : parseVersion(text)
  if (text === undefined || version !== null) return version
  throw new ToolError('BAD_USAGE', `"${text}" names no release of Dkron`, {next: ['--dkron-version 3.2.7']})
}
