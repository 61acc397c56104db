import {Args, Flags} from '@oclif/core'
import {everyCheckId} from '../checks/every-check-id.ts'
import {preflightChecks} from '../checks/preflight/index.ts'
import {ToolError} from '../errors.ts'
import {derivePreflight, subjectOf} from '../facts/preflight/derive-preflight.ts'
import {plannedDataIn} from '../facts/preflight/planned-data.ts'
import {runsCronicle} from '../facts/preflight/runs-scheduler.ts'
import type {PreflightFacts} from '../facts/preflight/types.ts'
import {parseVersion} from '../formats/dkron/version.ts'
import type {Style} from '../present/text/style.ts'
import {describePreflight} from '../report/describe-preflight.ts'
import {diagnose} from '../report/diagnose.ts'
import {collectPreflight, type PlanReader} from '../sources/preflight/collect-preflight.ts'
import {readBaseline, readSettings} from '../sources/settings/read-settings.ts'
import {BaseCommand} from '../terminal/base-command.ts'
import {checkFlags} from '../terminal/check-flags.ts'
import {judge, judgementOf} from '../terminal/judgement.ts'
import {outputFlags, outputsOf} from '../terminal/output-flags.ts'
import {writeReport} from '../terminal/write-report.ts'

export default class Preflight extends BaseCommand {
  static override summary = 'Find what will break when the containers are created anew, before it does.'
  static override description =
    'For a pipeline before compose up, and for a host before maintenance. Reads compose files, the data-dirs they mount and Cronicle settings under the given paths (default: the present folder); asks neither Docker nor a server, and changes nothing. What ends with exit code 1 is what loses leader, workers or data at the next re-creation.'
  static override usage = '<%= command.id %> [PATH...]'
  static override args = {
    path: Args.string({description: 'compose file, data-dir, config.json, or a folder to search', multiple: true}),
  }
  static override flags = {
    'dkron-version': Flags.string({
      description: 'release of Dkron where no image tag names it, e.g. 3.2.7',
      helpValue: 'VERSION',
      helpGroup: 'EVIDENCE',
    }),
    ...checkFlags,
    ...outputFlags,
  }
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> docker-compose.yml /srv/dkron/data',
    '<%= config.bin %> <%= command.id %> --format github --output sarif=doctor.sarif',
  ]

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Preflight)
    const known = preflightChecks.map(c => c.id)
    const outputs = outputsOf(flags)
    const judgement = await judgementOf(flags, known, {readSettings, readBaseline, everyId: everyCheckId})
    const version = flags['dkron-version'] ?? null
    if (version !== null && parseVersion(version) === null) throw noRelease(version)
    const paths = args.path ?? ['.']
    const facts = derivePreflight(await collectPreflight(paths, version, reader))
    if (isNothing(facts)) throw nothingToLookAt(paths, facts)
    const report = judge(judgement, counting =>
      diagnose(facts, preflightChecks, {
        command: 'preflight',
        version: this.config.version,
        ...counting,
        facts: {...describePreflight(facts)},
      }),
    )
    const layouts = {
      async text(style: Style) {
        const {renderPreflight} = await import('../present/text/render-preflight.ts')
        return renderPreflight(report, facts, preflightChecks, style)
      },
    }
    await writeReport({report, checks: preflightChecks, homepage: this.homepage, layouts}, outputs, flags['no-color'])
    this.endWith(report.exitCode)
  }
}

const reader: PlanReader = {
  dataFolders: file => plannedDataIn(file),
  cronicleServices: file =>
    file.services.filter(runsCronicle).map(service => ({service, label: subjectOf(file, service)})),
}

function isNothing({servers, stores, cronicle, unread}: PreflightFacts): boolean {
  return servers.length + stores.length + cronicle.length + unread.length === 0
}

/** A pipeline that looks into the wrong folder must not be green. */
function nothingToLookAt(paths: readonly string[], {files}: PreflightFacts): ToolError {
  const seen = files.length === 0 ? 'no compose file' : `no Dkron and no Cronicle in ${files.length} compose files`
  return new ToolError('NOTHING_PLANNED', `there is nothing to judge under ${paths.join(', ')}: ${seen}`, {
    next: ['Name the compose file, or the folder that holds it: doctor preflight deploy/docker-compose.yml'],
  })
}

function noRelease(typed: string): ToolError {
  return new ToolError('BAD_USAGE', `"${typed}" names no release of Dkron`, {next: ['--dkron-version 3.2.7']})
}
