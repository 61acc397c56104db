import {Flags} from '@oclif/core'
import type {Case} from '../case/case.ts'
import {agentReachabilityChecks} from '../checks/agent-reachability/index.ts'
import type {AnyCheck} from '../checks/define-check.ts'
import {everyCheckId} from '../checks/every-check-id.ts'
import {workerReachabilityChecks} from '../checks/worker-reachability/index.ts'
import {ToolError} from '../errors.ts'
import {deriveCronicle} from '../facts/cronicle/derive-cronicle.ts'
import {planQuestions} from '../facts/cronicle/plan-questions.ts'
import type {CronicleFacts} from '../facts/cronicle/types.ts'
import type {Facts} from '../facts/types.ts'
import type {Style} from '../present/text/style.ts'
import {describeCronicle} from '../report/describe-cronicle.ts'
import {diagnose} from '../report/diagnose.ts'
import {diagnoseAgents} from '../report/diagnose-agents.ts'
import type {Report} from '../report/types.ts'
import {collectCronicle} from '../sources/cronicle/collect-cronicle.ts'
import type {LiveOptions} from '../sources/probes/cronicle/ask-cronicle.ts'
import {readBaseline, readSettings} from '../sources/settings/read-settings.ts'
import {BaseCommand} from '../terminal/base-command.ts'
import {checkFlags} from '../terminal/check-flags.ts'
import {
  anyUrlFlag,
  baseOf,
  callsOf,
  caseFileArg,
  cronicleFolderFlags,
  cronicleLiveFlags,
  cronicleLiveOf,
  cronicleOptionsOf,
  cronicleWords,
  savedEvidenceFlags,
} from '../terminal/cronicle-flags.ts'
import {collectOptionsOf} from '../terminal/evidence-flags.ts'
import {type Judgement, judge, judgementOf} from '../terminal/judgement.ts'
import {type Outputs, outputFlags, outputsOf} from '../terminal/output-flags.ts'
import {writeReport} from '../terminal/write-report.ts'

export default class WorkerReachability extends BaseCommand {
  static override summary = 'Find out why a Cronicle primary cannot reach its workers, or a Dkron leader its agents.'
  static override description =
    'Reads settings, stored records and logs of the named folders, and whatever saved evidence is given: what was typed, what each worker reports, what is stored, what is dialled and what answered. Without folders it looks into the present one, /opt/cronicle and the Cronicle containers of this host; of named ones it looks for the container that keeps its data there, and for the compose file of that. Unless --offline is given it asks the API of the primary, and the addresses of the workers, from the network of the primary where that runs here. Where no Cronicle is found it looks for Dkron, in the same places as doctor no-leader: which members gossip has, which RPC address each advertises, and what answers there in the networks of the servers. It changes nothing; an API key goes to the primary alone and is kept nowhere.'
  static override usage = '<%= command.id %> [CASE_FILE] [--primary DIR] [--worker DIR...] [--api FILE...] [...]'
  static override args = caseFileArg
  static override flags = {
    ...cronicleFolderFlags,
    ...savedEvidenceFlags,
    ...cronicleLiveFlags,
    url: anyUrlFlag,
    scheduler: Flags.option({
      description: 'which to look at; left out, Cronicle where it is found, else Dkron',
      options: ['cronicle', 'dkron'] as const,
      helpGroup: 'EVIDENCE',
    })(),
    ...checkFlags,
    ...outputFlags,
  }
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> case.tgz',
    '<%= config.bin %> <%= command.id %> --primary /opt/cronicle --worker ./copy-of-worker --balancer /etc/nginx/nginx.conf',
    'CRONICLE_API_KEY="$KEY" <%= config.bin %> <%= command.id %> --url http://primary.example.net:3012',
    '<%= config.bin %> <%= command.id %> --primary /opt/cronicle --api api-get_servers.json --json',
    '<%= config.bin %> <%= command.id %> --primary /opt/cronicle --output html=workers.html',
  ]

  async run(): Promise<void> {
    const {args, flags} = await this.parse(WorkerReachability)
    const {scheduler} = flags
    const known = [...workerReachabilityChecks, ...agentReachabilityChecks].map(c => c.id)
    const outputs = outputsOf(flags)
    const judgement = await judgementOf(flags, known, {readSettings, readBaseline, everyId: everyCheckId})
    if (scheduler === 'dkron')
      return this.#showAgents(await findAgents(args.case_file, flags), judgement, outputs, flags)
    const options = cronicleLiveOf(args.case_file, flags)
    const read = await collectCronicle(cronicleOptionsOf(args.case_file, flags))
    const c = options === null ? read : await ask(read, options)
    const facts = deriveCronicle(c)
    if (!showsCronicle(facts)) {
      const agents = scheduler === undefined && !namesCronicle(flags) ? await findAgents(args.case_file, flags) : null
      if (agents !== null && showsDkron(agents)) return this.#showAgents(agents, judgement, outputs, flags)
      if (!facts.cluster.known) throw nothingToLookAt([...facts.cluster.unread, ...(agents?.cluster.unread ?? [])])
    }
    refuseOthersChecks(judgement, workerReachabilityChecks)
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

  async #showAgents(
    facts: Facts,
    judgement: Judgement,
    outputs: Outputs,
    flags: {readonly 'no-color': boolean},
  ): Promise<void> {
    if (!showsDkron(facts)) throw nothingToLookAt(facts.cluster.unread)
    refuseOthersChecks(judgement, agentReachabilityChecks)
    const report = judge(judgement, counting => diagnoseAgents(facts, {version: this.config.version, ...counting}))
    const layouts = {
      async text(style: Style) {
        const {renderAgentsReport} = await import('../present/text/render-agents-report.ts')
        return renderAgentsReport(report, facts, agentReachabilityChecks, style)
      },
    }
    const written = {report, checks: agentReachabilityChecks, homepage: this.homepage, layouts}
    await writeReport(written, outputs, flags['no-color'])
    this.endWith(report.exitCode)
  }
}

/** With none of its checks left a cluster would look healthy. */
function refuseOthersChecks({only}: Judgement, checks: readonly AnyCheck[]): void {
  if (only.length === 0 || checks.some(c => only.includes(c.id))) return
  const [first] = checks
  const scheduler = first?.scheduler === 'cronicle' ? 'Cronicle' : 'Dkron'
  throw new ToolError('BAD_USAGE', `${only.join(', ')} is not asked of ${scheduler}, which was found here`, {
    next: ['name the other one: --scheduler cronicle, --scheduler dkron', 'doctor explain lists the checks'],
  })
}

type Flagged = Parameters<typeof cronicleOptionsOf>[1]

/** What there is of a Dkron cluster, its agents' ports asked for as well. */
async function findAgents(caseFile: string | undefined, flags: Flagged): Promise<Facts> {
  const {offline, inspect, compose, log, api, context} = flags
  const [{collectCase}, {deriveFacts}] = await Promise.all([
    import('../sources/collect-case.ts'),
    import('../facts/derive.ts'),
  ])
  const options = collectOptionsOf(caseFile === undefined ? [] : [caseFile], {
    offline,
    inspect,
    compose,
    log,
    api,
    context,
    timeout: flags.timeout,
  })
  const urls = (flags.url ?? []).map(baseOf)
  return deriveFacts(await collectCase({...options, nodeNames: [], check: false, agents: true, urls}))
}

const showsDkron = ({servers, cluster}: Facts): boolean =>
  servers.length + cluster.agents.length + cluster.members.length > 0

/** Somebody who answers, but not as Cronicle does, is none. */
function showsCronicle({primary, workers, cluster}: CronicleFacts): boolean {
  return primary.server !== null || workers.length > 0 || cluster.answers.length > 0
}

const namesCronicle = ({primary, worker, name, balancer}: Flagged): boolean =>
  [primary, worker, name, balancer].some(named => (named ?? []).length > 0)

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
  const wishes = {strategy: null, names: flags.name ?? [], words, ...callsOf(flags)}
  return offerCronicleRepair(
    {facts, findings: report.findings, ...(await readRepairInputs(c)), wishes},
    report.findings,
  )
}

/** No server is no healthy server. */
function nothingToLookAt(unread: Case['unread']): ToolError {
  return new ToolError('FOLDER_NOT_FOUND', 'no folder was named, and neither Cronicle nor Dkron was found', {
    next: [
      'Cronicle: name the folder that holds conf/, data/ and logs/: doctor worker-reachability --primary /opt/cronicle',
      'Dkron: name the API of a server: doctor worker-reachability --url http://dkron.example.net:8080',
      ...new Set(unread.map(u => `${u.where}: ${u.reason}`)),
    ],
  })
}
