import type {CronicleServer} from '../../../case/cronicle.ts'
import type {CronicleFacts, Worker} from '../../../facts/cronicle/types.ts'
import type {Finding} from '../../../report/types.ts'
import type {Planned, PlannedText} from '../../planning/context.ts'
import {shellPath, shellQuote} from '../../shell-quote.ts'

/** Everything a plan for Cronicle is computed from. Planning reads nothing itself. */
export interface CronicleContext {
  readonly facts: CronicleFacts
  readonly findings: readonly Finding[]
  /** config.json and pages of lists, by the path the case knows them by. */
  readonly texts: ReadonlyMap<string, PlannedText>
  /** By the server's folder; missing for one that is not on this host. */
  readonly states: ReadonlyMap<string, ServerState>
  readonly wishes: CronicleWishes
}

export interface ServerState {
  /** Why it has to be taken for running, in sentences. */
  readonly running: readonly string[]
  readonly dataDir: string | null
  /** Files of changes that its next start takes back. */
  readonly openTransactions: readonly string[]
}

export interface CronicleWishes {
  /** `--strategy`. */
  readonly strategy: string | null
  /** `--name`: names of workers at the balancer, in the order of their folders. */
  readonly names: readonly string[]
  /** Options that name the servers and the evidence, to look again with. */
  readonly words: readonly string[]
  /** `--url`: bases of the primary's API. */
  readonly urls: readonly string[]
  /** An administrator's key is at hand: the primary may be called. */
  readonly hasKey: boolean
}

export interface CroniclePlanner {
  readonly strategy: string
  readonly plan: (context: CronicleContext) => Planned
}

/** Failing findings that offer this repair. */
export function offering(context: CronicleContext, strategy: string): readonly Finding[] {
  return context.findings.filter(f => f.status === 'fail' && f.repairs.includes(strategy))
}

export function workersOf({facts}: CronicleContext, findings: readonly Finding[]): readonly Worker[] {
  const subjects = findings.map(f => f.subject)
  return facts.workers.filter(w => subjects.includes(w.label))
}

/** Why files of a server cannot be edited here; null when they can. */
export function notHere(context: CronicleContext, server: CronicleServer | null, label: string): string | null {
  if (server === null) return `the folder of ${label} was not given`
  if (server.folder === null) return `${label} was only seen in its container: name its folder on this host`
  return context.states.has(server.folder) ? null : `the folder of ${label} is not on this host`
}

/** The diagnosis once more, with the same folders; what was saved before tells of what was before. */
export function lookAgain({wishes}: CronicleContext): string {
  const words = wishes.words.filter(word => !/^--(api|log|inspect)=/.test(word))
  return ['doctor worker-reachability', ...quoted(words)].join(' ')
}

/** Another repair of the same servers. */
export function repairWith({wishes}: CronicleContext, strategy: string): string {
  return ['doctor repair', ...quoted(wishes.words), `--strategy=${strategy}`].join(' ')
}

function quoted(words: readonly string[]): readonly string[] {
  return words.map(word => (word.startsWith('--') ? shellQuote(word) : shellPath(word)))
}
