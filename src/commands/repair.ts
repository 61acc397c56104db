import {readFileSync} from 'node:fs'
import {Flags} from '@oclif/core'
import {noLeaderChecks} from '../checks/no-leader/index.ts'
import {workerReachabilityChecks} from '../checks/worker-reachability/index.ts'
import {ToolError} from '../errors.ts'
import {exitCodes} from '../exit-codes.ts'
import {deriveCronicle} from '../facts/cronicle/derive-cronicle.ts'
import {planQuestions} from '../facts/cronicle/plan-questions.ts'
import {deriveFacts} from '../facts/derive.ts'
import {releaseIn} from '../facts/release-in.ts'
import type {RepairCase} from '../present/html/render-repair-page.ts'
import {toJson} from '../present/json.ts'
import {renderOutcome} from '../present/text/render-outcome.ts'
import {renderPlan} from '../present/text/render-plan.ts'
import type {Style} from '../present/text/style.ts'
import {cronicleRepairs} from '../repairs/cronicle/index.ts'
import {planForCronicle} from '../repairs/cronicle/planning/index.ts'
import {decodePlan} from '../repairs/decode-plan.ts'
import type {Plan} from '../repairs/plan.ts'
import {choosePlan} from '../repairs/planning/choose-plan.ts'
import type {ContainerPicture, Planned} from '../repairs/planning/context.ts'
import {insteadOfPlan} from '../repairs/planning/instead-of-plan.ts'
import {planForCase} from '../repairs/planning/plan-for-case.ts'
import {collectCase} from '../sources/collect-case.ts'
import {collectCronicle} from '../sources/cronicle/collect-cronicle.ts'
import {holdsServer} from '../sources/cronicle/find-folder.ts'
import {readRepairInputs} from '../sources/cronicle/read-repair-inputs.ts'
import {readContainerPicture} from '../sources/docker/read-container-picture.ts'
import {askCronicle} from '../sources/probes/cronicle/ask-cronicle.ts'
import {readPlanInputs} from '../sources/read-plan-inputs.ts'
import type {RunResult} from '../surgery/run-plan.ts'
import {BaseCommand} from '../terminal/base-command.ts'
import {askConsent, choosePlanOnTerminal} from '../terminal/consent.ts'
import {containerFlags} from '../terminal/container-flags.ts'
import {
  callsOf,
  cronicleLiveOf,
  cronicleOptionsOf,
  cronicleRepairFlags,
  cronicleWords,
} from '../terminal/cronicle-flags.ts'
import {collectOptionsOf, dataDirOrCaseArgs, evidenceFlags} from '../terminal/evidence-flags.ts'
import {findWaiting, unfinishedFirst, unfinishedPlan} from '../terminal/find-unfinished.ts'
import {isTerminal} from '../terminal/is-terminal.ts'
import {startProgress} from '../terminal/progress.ts'
import {checkOutputPath, replaceOutputFile} from '../terminal/replace-output-file.ts'
import {runInterruptibly} from '../terminal/run-interruptibly.ts'
import {type stateDirOf, surgeryFlags} from '../terminal/state-flags.ts'
import {writeOutputFile} from '../terminal/write-output-file.ts'

export default class Repair extends BaseCommand {
  static override summary = 'Mend what no-leader or worker-reachability found: plan, back up, apply, verify.'
  static override description =
    'Shows beforehand exactly what it will change, stops the containers concerned, backs up before the first change, starts them again and sees that they have a leader with every job; it keeps a record so that doctor undo can take everything back. A scheduler that is no container, or with --no-containers, has to be stopped first: a data-dir in use is refused. With --primary or --worker, in a Cronicle folder, or with one of its repairs as --strategy, it mends Cronicle: config.json of a worker or the primary, the compose file of the primary, or the stored server records of a stopped one.'
  static override usage = [
    '<%= command.id %> [DATA_DIR... | CASE_FILE] [--dry-run | --yes] [--strategy ID] [...]',
    '<%= command.id %> --primary DIR [--worker DIR...] [--name NAME...] [--dry-run | --yes] [--strategy ID] [...]',
  ]
  static override args = dataDirOrCaseArgs
  static override flags = {
    strategy: Flags.string({description: 'repair to use instead of the safest that fits', helpValue: 'ID'}),
    'node-name': Flags.string({
      description: 'fixed server ID to give the server; once for each data-dir, in their order',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAME',
    }),
    gone: Flags.string({
      description: 'voter that is gone for good, and cannot come back with its old data',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'ID',
    }),
    'dry-run': Flags.boolean({description: 'show the plan and change nothing'}),
    report: Flags.string({
      description: 'write a page with the diagnosis, the plan and what came of it',
      helpValue: 'FILE',
      exclusive: ['apply', 'resume'],
    }),
    'plan-out': Flags.string({description: 'save the plan, to run it later with --apply', helpValue: 'FILE'}),
    apply: Flags.string({
      description: 'run a saved plan; refused when anything changed since',
      helpValue: 'FILE',
      exclusive: ['strategy', 'node-name', 'gone', 'plan-out'],
    }),
    resume: Flags.boolean({
      description: 'finish the last repair that was cut off, or the one whose id is given',
      exclusive: ['apply', 'strategy', 'node-name', 'gone', 'plan-out'],
    }),
    yes: Flags.boolean({description: 'agree to the plan beforehand'}),
    confirm: Flags.string({description: 'agree to the loss of data, by name', helpValue: 'NAME'}),
    ...containerFlags,
    ...surgeryFlags,
    ...evidenceFlags,
    ...cronicleRepairFlags,
  }
  static override examples = [
    '<%= config.bin %> <%= command.id %> ./dkron.data --compose docker-compose.yml --dry-run',
    '<%= config.bin %> <%= command.id %> case.tgz --dry-run',
    '<%= config.bin %> <%= command.id %> ./dkron.data --strategy recover-configuration --node-name dkron1 --yes',
    '<%= config.bin %> <%= command.id %> --primary /opt/cronicle --worker /srv/worker1 --name w1.example.net --dry-run',
    '<%= config.bin %> <%= command.id %> ./dkron.data --plan-out plan.json && <%= config.bin %> <%= command.id %> --apply plan.json --yes',
  ]

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Repair)
    const style = this.style(flags)
    if (flags.report) checkOutputPath(flags.report)
    const {plan, others, about} = flags.resume
      ? {plan: await unfinishedPlan(flags, args.data_dir?.[0]), others: []}
      : flags.apply
        ? savedPlan(flags.apply)
        : await this.#plan(args.data_dir, flags, style)
    if (flags['plan-out']) writeOutputFile(flags['plan-out'], [toJson(plan)])
    const isShown = flags['dry-run'] || (flags['plan-out'] !== undefined && !flags.yes)
    const ends = isShown || plan.refusals.length > 0
    const waiting = isShown ? null : await findWaiting(plan, flags)
    if (waiting === null && (!flags.json || ends))
      this.print(flags.json ? toJson(plan) : renderPlan(plan, others, style))
    const writePage = async (run: RunResult | null) => {
      if (!flags.report || !about) return
      const {renderRepairPage} = await import('../present/html/render-repair-page.ts')
      replaceOutputFile(flags.report, renderRepairPage(about, plan, run))
    }
    const end = async ({done, interrupted}: {readonly done: RunResult; readonly interrupted: boolean}) => {
      await writePage(done)
      this.print(flags.json ? toJson(done) : renderOutcome(plan, done, style))
      this.endWith(interrupted ? exitCodes.interrupted : done.exitCode)
    }
    if (waiting) return end({done: waiting, interrupted: false})
    if (ends) await writePage(null)
    if (ends) return this.endWith(plan.refusals.length > 0 ? exitCodes.refused : exitCodes.ok)
    const agreed = await askConsent(plan, {yes: flags.yes, confirm: flags.confirm ?? null}, isTerminal())
    if (!agreed) throw new ToolError('CONSENT_MISSING', 'not agreed to; nothing was changed')
    return end(await runInterruptibly(plan, flags, style))
  }

  async #plan(dataDirs: string[] | undefined, flags: PlanFlags, style: Style): Promise<ChosenPlan> {
    const strategy = flags.strategy ?? null
    const isCronicle = isForCronicle(dataDirs, flags)
    const about = isCronicle ? await this.#forCronicle(flags) : await this.#forDkron(dataDirs, flags)
    const {report, planned} = about
    const choice = choosePlan(planned, strategy, report.findings)
    if (choice.plan === null) {
      const cause = report.findings.find(f => f.check === report.cause)
      // Where something has to be known first, a lesser finding is not the reason.
      const open = report.verdict === 'unknown' ? report.findings.find(f => f.status === 'unknown') : undefined
      const found = cause ?? open ?? report.findings[0]
      throw new ToolError('REPAIR_REFUSED', `${choice.why}${found ? ` (${found.message})` : ''}; nothing was changed`, {
        next: [
          ...(isCronicle ? await unfinishedFirst(flags) : []),
          ...choice.byHand,
          ...(strategy === null ? insteadOfPlan(planned, report) : []),
          `doctor ${isCronicle ? 'worker-reachability' : 'no-leader'} says what was found, with its evidence`,
        ],
      })
    }
    const asks = isTerminal() && !flags.yes && !flags['dry-run'] && !flags['plan-out'] && strategy === null
    if (!asks || (await findWaiting(choice.plan, flags))) return {plan: choice.plan, others: choice.others, about}
    const runnable = planned.flatMap(p => (p.ok && p.plan.refusals.length === 0 ? [p.plan] : []))
    const chosen = await choosePlanOnTerminal(
      [...runnable.filter(p => p.id === choice.plan.id), ...runnable.filter(p => p.id !== choice.plan.id)],
      style,
    )
    if (runnable.length > 0 && chosen === null)
      throw new ToolError('CONSENT_MISSING', 'nothing chosen; nothing was changed')
    return {plan: chosen ?? choice.plan, others: [], about}
  }

  async #forDkron(dataDirs: string[] | undefined, flags: PlanFlags): Promise<PlannedReport> {
    const progress = startProgress(process.stderr, process.env)
    const options = {...collectOptionsOf(dataDirs, flags), nodeNames: [], check: true, onProgress: progress.update}
    const c = await collectCase(options).finally(progress.end)
    const strategy = flags.strategy ?? null
    const wishes = {strategy, nodeNames: flags['node-name'] ?? [], gone: flags.gone ?? []}
    const inputs = readPlanInputs(c, strategy === 'reset' ? releaseIn(deriveFacts(c)) : null)
    const containers = flags['no-containers'] || flags.offline ? null : await picture(flags)
    const made = planForCase(c, noLeaderChecks, {...inputs, containers}, wishes, this.config.version)
    return {...made, checks: noLeaderChecks}
  }

  async #forCronicle(flags: PlanFlags): Promise<PlannedReport> {
    const read = await collectCronicle(cronicleOptionsOf(undefined, flags))
    const live = cronicleLiveOf(undefined, flags)
    const c = live === null ? read : await askCronicle(read, known => planQuestions(deriveCronicle(known)), live)
    const wishes = {
      strategy: flags.strategy ?? null,
      names: flags.name ?? [],
      words: cronicleWords(flags),
      ...callsOf(flags),
    }
    const inputs = {...(await readRepairInputs(c)), wishes}
    const made = planForCronicle(c, workerReachabilityChecks, inputs, this.config.version)
    return {...made, facts: null, checks: workerReachabilityChecks}
  }
}

interface PlannedReport extends RepairCase {
  readonly planned: readonly Planned[]
}

interface ChosenPlan {
  readonly plan: Plan
  readonly others: readonly Planned[]
  /** Left out for a plan that was made another day. */
  readonly about?: RepairCase
}

/** Its folders or one of its repairs are named, or nothing is and the present folder is one of them. */
function isForCronicle(dataDirs: string[] | undefined, flags: PlanFlags): boolean {
  const dkron = [dataDirs, flags.compose, flags.network, flags.inspect, flags.api, flags.log].some(l => l?.length)
  const named = (flags.primary ?? []).length + (flags.worker ?? []).length > 0
  const asked = cronicleRepairs.some(repair => repair.id === flags.strategy)
  if ((named || asked) && dataDirs?.length) {
    throw new ToolError('BAD_USAGE', 'data-dirs are of Dkron, --primary and --worker of Cronicle: one at a time')
  }
  return named || asked || (!dkron && holdsServer('.'))
}

type PlanFlags = Parameters<typeof collectOptionsOf>[1] &
  Parameters<typeof stateDirOf>[0] &
  Parameters<typeof cronicleOptionsOf>[1] & {
    'no-containers': boolean
    strategy?: string
    'node-name'?: string[]
    gone?: string[]
    yes: boolean
    'dry-run': boolean
    'plan-out'?: string
  }

/** Where the engine does not answer, there is nothing to act on; what is missing then stands in the report. */
async function picture({context, timeout}: {context?: string; timeout: number}): Promise<ContainerPicture | null> {
  const read = await readContainerPicture({context: context ?? null, env: process.env}, timeout * 1000)
  return 'reason' in read ? null : read
}

function savedPlan(file: string): ChosenPlan {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new ToolError('PLAN_UNREADABLE', `${file} cannot be read: ${(error as Error).message}`, {cause: error})
  }
  const decoded = decodePlan(text)
  if ('plan' in decoded) return {plan: decoded.plan, others: []}
  throw new ToolError('PLAN_UNREADABLE', `${file} is no plan to run: ${decoded.problem}`, {
    next: ['Make it anew: doctor repair DATA_DIR --plan-out FILE'],
  })
}
