import type {Case} from '../case/case.ts'
import {workerReachabilityChecks} from '../checks/worker-reachability/index.ts'
import {ToolError} from '../errors.ts'
import {deriveCronicle} from '../facts/cronicle/derive-cronicle.ts'
import {planQuestions} from '../facts/cronicle/plan-questions.ts'
import type {CronicleFacts} from '../facts/cronicle/types.ts'
import type {Style} from '../present/text/style.ts'
import {describeCronicle} from '../report/describe-cronicle.ts'
import {diagnose} from '../report/diagnose.ts'
import type {Report} from '../report/types.ts'
import {collectCronicle} from '../sources/cronicle/collect-cronicle.ts'
import type {LiveOptions} from '../sources/probes/cronicle/ask-cronicle.ts'
import {readBaseline, readSettings} from '../sources/settings/read-settings.ts'
import {BaseCommand} from '../terminal/base-command.ts'
import {checkFlags} from '../terminal/check-flags.ts'
import {
  caseFileArg,
  cronicleFolderFlags,
  cronicleLiveFlags,
  cronicleLiveOf,
  cronicleOptionsOf,
  cronicleWords,
  savedEvidenceFlags,
} from '../terminal/cronicle-flags.ts'
import {judge, judgementOf} from '../terminal/judgement.ts'
import {outputFlags, outputsOf} from '../terminal/output-flags.ts'
import {writeReport} from '../terminal/write-report.ts'

export default class WorkerReachability extends BaseCommand {
  static override summary = 'Find out why a Cronicle primary cannot reach its workers.'
  static override description =
    'Reads settings, stored records and logs of the named folders, and whatever saved evidence is given: what was typed, what each worker reports, what is stored, what is dialled and what answered. Without folders it looks into the present one, /opt/cronicle and the Cronicle containers of this host. Unless --offline is given it asks the API of the primary, and the addresses of the workers, from the network of the primary where that runs here. It changes nothing; an API key goes to the primary alone and is kept nowhere.'
  static override usage = '<%= command.id %> [CASE_FILE] [--primary DIR] [--worker DIR...] [--api FILE...] [...]'
  static override args = caseFileArg
  static override flags = {
    ...cronicleFolderFlags,
    ...savedEvidenceFlags,
    ...cronicleLiveFlags,
    ...checkFlags,
    ...outputFlags,
  }
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --primary /opt/cronicle --worker ./copy-of-worker --balancer /etc/nginx/nginx.conf',
    'CRONICLE_API_KEY="$KEY" <%= config.bin %> <%= command.id %> --url http://primary.example.net:3012',
    '<%= config.bin %> <%= command.id %> --primary /opt/cronicle --api api-get_servers.json --json',
    '<%= config.bin %> <%= command.id %> --primary /opt/cronicle --output html=workers.html',
  ]

  async run(): Promise<void> {
    const {args, flags} = await this.parse(WorkerReachability)
    const known = workerReachabilityChecks.map(c => c.id)
    const outputs = outputsOf(flags)
    const judgement = await judgementOf(flags, known, {readSettings, readBaseline, everyId})
    const options = cronicleLiveOf(args.case_file, flags)
    const read = await collectCronicle(cronicleOptionsOf(args.case_file, flags))
    const c = options === null ? read : await ask(read, options)
    const facts = deriveCronicle(c)
    if (facts.primary.server === null && facts.workers.length === 0 && !facts.cluster.known)
      throw nothingToLookAt(facts)
    const report = judge(judgement, counting =>
      diagnose(facts, workerReachabilityChecks, {
        command: 'worker-reachability',
        version: this.config.version,
        ...counting,
        facts: {...describeCronicle(facts)},
      }),
    )
    const layouts = {
      async text(style: Style) {
        const {renderCronicleReport} = await import('../present/text/render-cronicle-report.ts')
        const asks = args.case_file === undefined && report.verdict !== 'healthy'
        const offer = asks ? await offerRepair(c, facts, report, flags) : null
        return renderCronicleReport(report, facts, offer, workerReachabilityChecks, style)
      },
    }
    const written = {report, checks: workerReachabilityChecks, homepage: this.homepage, layouts}
    await writeReport(written, outputs, flags['no-color'])
    this.endWith(report.exitCode)
  }
}

/** The parts that ask are loaded only where something is asked: start-up time counts. */
async function ask(read: Case, options: LiveOptions): Promise<Case> {
  const {askCronicle} = await import('../sources/probes/cronicle/ask-cronicle.ts')
  return askCronicle(read, c => planQuestions(deriveCronicle(c)), options)
}

type Words = Parameters<typeof cronicleWords>[0]

/**
 * The call of `doctor repair` that mends what was found. Servers that only their containers show are found there again:
 * naming the folder of another one would keep Docker from being asked.
 */
async function offerRepair(c: Case, facts: CronicleFacts, report: Report, flags: Words) {
  const {readRepairInputs} = await import('../sources/cronicle/read-repair-inputs.ts')
  const {offerCronicleRepair} = await import('../repairs/cronicle/planning/index.ts')
  const servers = [facts.primary, ...facts.workers].map(s => s.server)
  const [primary, ...workers] = servers.map(s => (s?.folder ? [s.folder] : []))
  const named = (flags.primary ?? []).length + (flags.worker ?? []).length > 0
  const asIs = named || servers.some(s => s !== null && s.folder === null)
  const words = cronicleWords(asIs ? flags : {...flags, primary, worker: workers.flat()})
  const wishes = {strategy: null, names: flags.name ?? [], words}
  return offerCronicleRepair(
    {facts, findings: report.findings, ...(await readRepairInputs(c)), wishes},
    report.findings,
  )
}

/** Read only when settings name some of them. */
async function everyId(): Promise<readonly string[]> {
  return (await import('../checks/index.ts')).checks.map(c => c.id)
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
