import {existsSync} from 'node:fs'
import {ToolError} from '../errors.ts'
import {deriveFacts} from '../facts/derive.ts'
import type {Agent} from '../facts/types.ts'
import {diagnoseDkron} from '../report/diagnose-dkron.ts'
import {collectCase} from '../sources/collect-case.ts'
import {collectCronicle} from '../sources/cronicle/collect-cronicle.ts'
import {findDataDirsHere} from '../sources/find-data-dirs-here.ts'
import {BaseCommand} from '../terminal/base-command.ts'
import {type Choice, choose} from '../terminal/choose.ts'
import {isTerminal} from '../terminal/is-terminal.ts'

type Wish = 'explain' | 'evidence' | 'agents' | 'plan' | 'repair' | 'save' | 'end'

/** What was found of one scheduler, and the words that name it to the other commands. */
interface Found {
  readonly what: string
  readonly command: 'no-leader' | 'worker-reachability'
  readonly words: readonly string[]
  /** The check to explain: the cause, else the first that has something to say. */
  readonly check: string | null
  readonly mendable: boolean
  /** Somebody else of the cluster is known, whom the leader has to reach to give jobs to. */
  readonly hasOthers: boolean
}

/** The same evidence, asked about what jobs need. */
const agentWords = ['--scheduler=dkron']

const timeout = 3000

export default class Guide extends BaseCommand {
  static override summary = 'Look at what is here, diagnose it, and ask what to do: doctor alone on a terminal.'
  static override description =
    'Looks for Dkron and Cronicle: containers of this host, data-dirs and compose files of this folder, /opt/cronicle. Changes nothing but what is agreed to at a plan; Ctrl-C leaves everything as it is.'
  static override examples = ['<%= config.bin %>']

  async run(): Promise<void> {
    await this.parse(Guide)
    if (!isTerminal()) {
      throw new ToolError('BAD_USAGE', 'there is no terminal to ask on', {next: ['doctor --help', 'doctor no-leader']})
    }
    const found = [await this.#dkron(), await findCronicle()].filter(f => f !== null)
    if (found.length === 0) {
      throw new ToolError('DATA_DIR_NOT_FOUND', 'neither Dkron nor Cronicle was found here', {
        next: ['doctor no-leader ./dkron.data', 'doctor worker-reachability --primary /opt/cronicle', 'doctor --help'],
      })
    }
    for (const {what} of found) this.print(`Here: ${what}`)
    for (const {command, words} of found) await this.config.runCommand(command, [...words, '--format=short'])
    const [first] = found
    const one = found.length === 1 ? first : await this.#which(found)
    while (one && (await this.#do(await choose('What now?', choicesFor(one)), one)));
  }

  async #which(found: readonly Found[]): Promise<Found | undefined> {
    const chosen = await choose(
      'Which?',
      found.map(f => ({name: f.what, value: f.what})),
    )
    return found.find(f => f.what === chosen)
  }

  /** Whether there is more to ask. */
  async #do(wish: Wish | undefined, {command, words, check}: Found): Promise<boolean> {
    if (wish === 'end' || wish === undefined) return false
    if (wish === 'explain') await this.config.runCommand('explain', check === null ? [] : [check])
    if (wish === 'evidence') await this.config.runCommand(command, [...words])
    if (wish === 'agents') await this.config.runCommand('worker-reachability', [...agentWords])
    if (wish === 'plan') await this.config.runCommand('repair', [...words, '--dry-run'])
    if (wish === 'save') {
      const file = freeName()
      await this.config.runCommand(command, [...words, `--output=html=${file}`, '--format=short'])
      this.print(`Saved: ${file}`)
    }
    if (wish === 'repair') await this.config.runCommand('repair', [...words])
    return wish !== 'repair'
  }

  async #dkron(): Promise<Found | null> {
    const dataDirs = findDataDirsHere(process.cwd())
    const none = {inspect: [], network: [], compose: [], log: [], api: []}
    const given = {dataDirs, nodeNames: [], ...none, dkronVersion: null, offline: false, context: null, timeout}
    const facts = deriveFacts(await collectCase({...given, check: true}))
    const {agents, members} = facts.cluster
    if (facts.servers.length === 0) return agents.length === 0 ? null : agentsAlone(agents)
    const settings = {version: this.config.version, failLevel: 'error' as const, only: [], skip: []}
    const {cause, findings} = diagnoseDkron(facts, settings)
    const servers = facts.servers.map(s => {
      const parts = [s.container ? 'container' : '', s.dataDir ? `data-dir ${s.dataDir.path}` : ''].filter(Boolean)
      return `${s.label} (${parts.join(', ')})`
    })
    return {
      what: `Dkron: ${servers.join(', ')}`,
      command: 'no-leader',
      words: dataDirs,
      check: cause ?? findings[0]?.check ?? null,
      mendable: findings.some(f => f.repairs.length > 0),
      hasOthers: agents.length > 0 || members.length > 1,
    }
  }
}

/** A host that runs jobs and keeps no server. */
function agentsAlone(agents: readonly Agent[]): Found {
  const what = `Dkron: ${agents.map(a => a.label).join(', ')} (agents, no server)`
  const [command, check] = ['worker-reachability', null] as const
  return {what, command, words: agentWords, check, mendable: false, hasOthers: false}
}

async function findCronicle(): Promise<Found | null> {
  const none = {
    caseFile: null,
    primary: [],
    worker: [],
    names: [],
    balancer: [],
    api: [],
    log: [],
    inspect: [],
    compose: [],
  }
  const {cronicle} = await collectCronicle({...none, offline: false, context: null, timeout, here: process.cwd()})
  const servers = cronicle?.servers ?? []
  if (servers.length === 0) return null
  const what = `Cronicle: ${servers.map(s => s.label).join(', ')}`
  return {what, command: 'worker-reachability', words: [], check: null, mendable: false, hasOthers: false}
}

function choicesFor({check, mendable, hasOthers}: Found): readonly Choice<Wish>[] {
  const all: readonly (Choice<Wish> | null)[] = [
    {name: 'show the evidence, and what helps', value: 'evidence'},
    {name: check === null ? 'explain the checks' : `explain ${check}`, value: 'explain'},
    hasOthers ? {name: 'see whether servers and agents reach each other, as jobs need it', value: 'agents'} : null,
    mendable ? {name: 'see the plan of a repair; nothing is changed', value: 'plan'} : null,
    mendable ? {name: 'repair: see the plan, then agree or not', value: 'repair'} : null,
    {name: 'save a report as a page', value: 'save'},
    {name: 'end', value: 'end'},
  ]
  return all.filter(choice => choice !== null)
}

/** What a person has is never overwritten. */
function freeName(): string {
  for (let i = 1; ; i++) {
    const name = `doctor-report${i === 1 ? '' : `-${i}`}.html`
    if (!existsSync(name)) return name
  }
}
