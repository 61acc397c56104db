import {Flags} from '@oclif/core'
import type {Case} from '../case/case.ts'
import {everyCheckId} from '../checks/every-check-id.ts'
import {noLeaderChecks} from '../checks/no-leader/index.ts'
import {ToolError} from '../errors.ts'
import {deriveFacts} from '../facts/derive.ts'
import type {Facts} from '../facts/types.ts'
import {toJson} from '../present/json.ts'
import type {Style} from '../present/text/style.ts'
import type {RepairOffer} from '../repairs/planning/offer-repair.ts'
import {shellPath, shellQuote} from '../repairs/shell-quote.ts'
import {diagnoseDkron} from '../report/diagnose-dkron.ts'
import type {Report} from '../report/types.ts'
import {collectCase} from '../sources/collect-case.ts'
import {readBaseline, readSettings} from '../sources/settings/read-settings.ts'
import {BaseCommand} from '../terminal/base-command.ts'
import {checkFlags} from '../terminal/check-flags.ts'
import {collectOptionsOf, dataDirOrCaseArgs, evidenceFlags, evidenceWords} from '../terminal/evidence-flags.ts'
import {judge, judgementOf} from '../terminal/judgement.ts'
import {outputFlags, outputsOf} from '../terminal/output-flags.ts'
import {startProgress} from '../terminal/progress.ts'
import {checkAgreed, selfHealFlags} from '../terminal/self-heal-flags.ts'
import {surgeryFoldersOf} from '../terminal/state-flags.ts'
import {writeReport} from '../terminal/write-report.ts'

export default class NoLeader extends BaseCommand {
  static override summary = 'Find out why a Dkron cluster has no leader.'
  static override description =
    'Reads the data-dirs and whatever saved evidence is named, and asks Docker and the servers of this host unless --offline is given. It changes nothing, unless --repair is given, and needs no running scheduler; one that runs may keep its data-dir open.'
  static override usage = '<%= command.id %> [DATA_DIR... | CASE_FILE] [--inspect FILE...] [--compose FILE...] [...]'
  static override args = dataDirOrCaseArgs
  static override flags = {
    'node-name': Flags.string({
      description: 'present server ID of each data-dir, in their order',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'ID',
      helpGroup: 'EVIDENCE',
    }),
    ...evidenceFlags,
    ...checkFlags,
    ...outputFlags,
    ...selfHealFlags,
  }
  static override examples = [
    '<%= config.bin %> <%= command.id %> ./dkron.data --inspect inspect.json',
    '<%= config.bin %> <%= command.id %> case.tgz',
    '<%= config.bin %> <%= command.id %> ./dkron.data --node-name dkron1 --json',
    '<%= config.bin %> <%= command.id %> ./dkron.data --format github --output sarif=doctor.sarif --output junit=doctor.xml',
    '<%= config.bin %> <%= command.id %> /dkron.data --repair safe --yes --node-name dkron1 --on-refusal stop',
    '<%= config.bin %> <%= command.id %> ./d1 ./d2 ./d3 --inspect s1.json --inspect s2.json --inspect s3.json',
  ]

  async run(): Promise<void> {
    const {args, flags} = await this.parse(NoLeader)
    if (flags.repair) return this.#heal(args.data_dir, flags)
    const known = noLeaderChecks.map(c => c.id)
    const outputs = outputsOf(flags)
    const judgement = await judgementOf(flags, known, {readSettings, readBaseline, everyId: everyCheckId})
    const progress = startProgress(process.stderr, process.env)
    const collected = await collectCase({
      ...collectOptionsOf(args.data_dir, flags),
      nodeNames: flags['node-name'] ?? [],
      check: true,
      onProgress: progress.update,
    }).finally(progress.end)
    const facts = deriveFacts(collected)
    if (facts.servers.length === 0) throw nothingToLookAt(facts)
    const report = judge(judgement, counting => diagnoseDkron(facts, {version: this.config.version, ...counting}))
    // What --node-name says here is the present ID; to doctor repair it is the ID to give.
    const words = flags['node-name'] ? null : evidenceWords(args.data_dir, flags)
    const offer = async () => (words === null ? null : findOffer(collected, facts, report, words))
    const layouts = {
      async text(style: Style) {
        const {renderReport} = await import('../present/text/render-report.ts')
        return renderReport(report, facts, noLeaderChecks, style, await offer())
      },
      async html() {
        const {renderDkronHtml} = await import('../present/html/render-dkron-html.ts')
        return renderDkronHtml(report, facts, noLeaderChecks, await offer())
      },
    }
    await writeReport({report, checks: noLeaderChecks, homepage: this.homepage, layouts}, outputs, flags['no-color'])
    this.endWith(report.exitCode)
  }

  async #heal(dataDirs: string[] | undefined, flags: HealFlags): Promise<void> {
    checkAgreed(flags)
    const onRefusal = flags['on-refusal'] ?? 'start'
    const {notMended} = await import('../surgery/self-healing.ts')
    const healed = await this.#healed(dataDirs, flags, onRefusal).catch(error => {
      if (!(error instanceof ToolError)) throw error
      return notMended([error.message], onRefusal, error.suggestions, error.exit)
    })
    const {renderSelfHeal} = await import('../present/text/render-self-heal.ts')
    this.print(flags.json ? toJson(healed) : renderSelfHeal(healed, this.style(flags)))
    this.endWith(healed.exitCode)
  }

  async #healed(dataDirs: string[] | undefined, flags: HealFlags, onRefusal: 'start' | 'stop') {
    const [{planSelfHeal}, {readPlanInputs}, {askPeers}, {runPlan}, healing] = await Promise.all([
      import('../repairs/planning/plan-self-heal.ts'),
      import('../sources/read-plan-inputs.ts'),
      import('../sources/live/ask-peers.ts'),
      import('../surgery/run-plan.ts'),
      import('../surgery/self-healing.ts'),
    ])
    const {env} = process
    const [serverId = env.DKRON_NODE_NAME || null, ...more] = flags['node-name'] ?? []
    if (more.length > 0) throw new ToolError('BAD_USAGE', '--repair takes one data-dir, and one --node-name')
    const options = collectOptionsOf(dataDirs, flags)
    const collected = await collectCase({...options, nodeNames: [], check: true})
    const voters = deriveFacts(collected).cluster.voters.map(v => v.address)
    const peers = flags.offline ? [] : await askPeers(voters, env, options.timeout)
    const told = {serverId, peers, version: this.config.version}
    const decided = planSelfHeal(collected, noLeaderChecks, readPlanInputs(collected, null), told)
    if (decided.act === 'nothing') return healing.nothingToMend(decided.why)
    if (decided.act === 'refuse') {
      const words = evidenceWords(dataDirs, flags).map(shellQuote).join(' ')
      return healing.notMended(decided.why, onRefusal, [
        ...(decided.unnamed ? ['With the name that Dkron starts under:', namedHeal(words, flags)] : []),
        `See what is wrong: doctor no-leader ${words}`,
      ])
    }
    const onProgress = () => {}
    const {signal} = new AbortController()
    const run = await runPlan(decided.plan, surgeryFoldersOf(flags), {onProgress, signal})
    return healing.healingOf(run, decided, onRefusal, flags['state-dir'] ?? null)
  }
}

type HealFlags = Parameters<typeof collectOptionsOf>[1] &
  Parameters<typeof surgeryFoldersOf>[0] & {
    json?: boolean
    'no-color'?: boolean
    'node-name'?: string[]
    'on-refusal'?: 'start' | 'stop'
    yes: boolean
  }

/** The same call, with a name to fill in. */
function namedHeal(words: string, flags: HealFlags): string {
  const given = (['on-refusal', 'state-dir', 'backup-dir'] as const).flatMap(name => {
    const value = flags[name]
    return value === undefined ? [] : [` --${name} ${shellPath(value)}`]
  })
  const record = flags['no-record'] ? ' --no-record' : ''
  return `doctor no-leader ${words} --repair safe --yes${given.join('')}${record} --node-name NAME`
}

/** Planning is loaded only when there is something to repair: start-up time counts. */
async function findOffer(
  collected: Case,
  facts: Facts,
  {findings}: Report,
  words: readonly string[],
): Promise<RepairOffer | null> {
  if (!findings.some(f => f.repairs.length > 0)) return null
  const {readComposeTexts} = await import('../sources/read-plan-inputs.ts')
  const {offerRepair} = await import('../repairs/planning/offer-repair.ts')
  const inputs = readComposeTexts(collected)
  return inputs && offerRepair(facts, findings, inputs, words)
}

/** No server is no healthy server. */
function nothingToLookAt({cluster}: Facts): ToolError {
  return new ToolError('DATA_DIR_NOT_FOUND', 'no data-dir was named, and no Dkron server was found', {
    next: [
      'name the folder that holds raft/: doctor no-leader ./dkron.data',
      ...cluster.unread.map(u => `${u.where}: ${u.reason}`),
    ],
  })
}
