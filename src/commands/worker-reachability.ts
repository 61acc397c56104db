import {workerReachabilityChecks} from '../checks/worker-reachability/index.ts'
import {ToolError} from '../errors.ts'
import {deriveCronicle} from '../facts/cronicle/derive-cronicle.ts'
import type {CronicleFacts} from '../facts/cronicle/types.ts'
import type {Style} from '../present/text/style.ts'
import {describeCronicle} from '../report/describe-cronicle.ts'
import {diagnose} from '../report/diagnose.ts'
import {collectCronicle} from '../sources/cronicle/collect-cronicle.ts'
import {BaseCommand} from '../terminal/base-command.ts'
import {checkFlags} from '../terminal/check-flags.ts'
import {chooseChecks} from '../terminal/choose-checks.ts'
import {caseFileArg, cronicleFolderFlags, cronicleOptionsOf, savedEvidenceFlags} from '../terminal/cronicle-flags.ts'
import {outputFlags, outputsOf} from '../terminal/output-flags.ts'
import {writeReport} from '../terminal/write-report.ts'

export default class WorkerReachability extends BaseCommand {
  static override summary = 'Find out why a Cronicle primary cannot reach its workers.'
  static override description =
    'Reads settings, stored records and logs of the named folders, and whatever saved evidence is given: what was typed, what each worker reports, what is stored, what is dialled and what answered. Without folders it looks into the present one, /opt/cronicle and the Cronicle containers of this host. It changes nothing, and no key leaves it.'
  static override usage = '<%= command.id %> [CASE_FILE] [--primary DIR] [--worker DIR...] [--api FILE...] [...]'
  static override args = caseFileArg
  static override flags = {...cronicleFolderFlags, ...savedEvidenceFlags, ...checkFlags, ...outputFlags}
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --primary /opt/cronicle --worker ./copy-of-worker --balancer /etc/nginx/nginx.conf',
    '<%= config.bin %> <%= command.id %> --primary /opt/cronicle --api api-get_servers.json --json',
    '<%= config.bin %> <%= command.id %> --primary /opt/cronicle --output html=workers.html',
  ]

  async run(): Promise<void> {
    const {args, flags} = await this.parse(WorkerReachability)
    const known = workerReachabilityChecks.map(c => c.id)
    const outputs = outputsOf(flags)
    const only = chooseChecks(flags.only, known)
    const skip = chooseChecks(flags.skip, known)
    const facts = deriveCronicle(await collectCronicle(cronicleOptionsOf(args.case_file, flags)))
    if (facts.primary.server === null && facts.workers.length === 0 && !facts.cluster.known)
      throw nothingToLookAt(facts)
    const report = diagnose(facts, workerReachabilityChecks, {
      command: 'worker-reachability',
      version: this.config.version,
      failLevel: flags['fail-level'],
      only,
      skip,
      facts: {...describeCronicle(facts)},
    })
    const layouts = {
      async text(style: Style) {
        const {renderCronicleReport} = await import('../present/text/render-cronicle-report.ts')
        return renderCronicleReport(report, facts, workerReachabilityChecks, style)
      },
    }
    const written = {report, checks: workerReachabilityChecks, homepage: this.homepage, layouts}
    await writeReport(written, outputs, flags['no-color'])
    this.endWith(report.exitCode)
  }
}

/** No server is no healthy server. */
function nothingToLookAt({cluster}: CronicleFacts): ToolError {
  return new ToolError('FOLDER_NOT_FOUND', 'no Cronicle folder was named, and no Cronicle was found', {
    next: [
      'name the folder that holds conf/, data/ and logs/: doctor worker-reachability --primary /opt/cronicle',
      ...cluster.unread.map(u => `${u.where}: ${u.reason}`),
    ],
  })
}
