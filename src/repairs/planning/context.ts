import type {Facts, Server} from '../../facts/types.ts'
import type {EngineRow} from '../../formats/docker/decode-engine-row.ts'
import type {Finding} from '../../report/types.ts'
import type {Plan, PlanInput} from '../plan.ts'

/** A text file as it was when the plan was computed. */
export interface PlannedText {
  /** Absolute, links resolved. */
  readonly realPath: string
  readonly text: string
  readonly sha256: string
}

/** What an export of a data-dir's jobs and executions will hold, worked out beforehand. */
export type PlannedExport =
  | {
      readonly jobs: {readonly count: number; readonly sha256: string}
      readonly executions: {readonly count: number; readonly sha256: string}
      /** What is known to be missing from it, in sentences. */
      readonly missing: readonly string[]
    }
  /** Nothing could be read. */
  | {readonly problem: string}

/** Everything a plan is computed from. Planning reads nothing itself. */
export interface PlanContext {
  readonly facts: Facts
  readonly findings: readonly Finding[]
  /** Compose files and peers.json, by the path the case knows them by. */
  readonly texts: ReadonlyMap<string, PlannedText>
  /** SHA-256 of other files a plan touches, by absolute path; `absent` where nothing stands. */
  readonly hashes: ReadonlyMap<string, PlanInput['sha256']>
  /** Data-dirs that were given as symbolic links, by the path given. */
  readonly links: ReadonlySet<string>
  /** By the real path of the data-dir; only worked out when `reset` is asked for. */
  readonly exports: ReadonlyMap<string, PlannedExport>
  /** The engine of this host, when plans may act on containers. */
  readonly containers?: ContainerPicture | null
  readonly wishes: PlanWishes
}

/** What a plan has to know of the container engine to act on it. */
export interface ContainerPicture {
  /** How the engine was reached. */
  readonly engine: string
  /** Every container it has. */
  readonly rows: readonly EngineRow[]
  /** Compose programs of this host. */
  readonly composes: readonly {readonly generation: 1 | 2; readonly version: string}[]
}

/** What the operator asked for. */
export interface PlanWishes {
  /** `--strategy`. */
  readonly strategy: string | null
  /** `--node-name`: the fixed names, in the order of the data-dirs, or one for the only server concerned. */
  readonly nodeNames: readonly string[]
  /** `--gone`: voters the operator vouches are gone for good. */
  readonly gone: readonly string[]
}

/** A plan, or why this strategy is not for this case. */
export type Planned =
  | {readonly ok: true; readonly plan: Plan}
  | {
      readonly ok: false
      readonly strategy: string
      readonly why: string
      /** How a person does it where doctor cannot: text to write, and where. */
      readonly byHand: readonly string[]
    }

export interface Planner {
  readonly strategy: string
  readonly plan: (context: PlanContext) => Planned
}

export const unfit = (strategy: string, why: string, byHand: readonly string[] = []): Planned => ({
  ok: false,
  strategy,
  why,
  byHand,
})

/** Fingerprints of the failing findings that offer this repair. */
export function answered(context: PlanContext, ...strategies: readonly string[]): readonly string[] {
  return context.findings.filter(f => f.repairs.some(r => strategies.includes(r))).map(f => f.fingerprint)
}

/** Servers that such findings are about; every server when a finding is about the whole cluster. */
export function ailingServers(context: PlanContext, strategy: string): readonly Server[] {
  const subjects = new Set(context.findings.filter(f => f.repairs.includes(strategy)).map(f => f.subject))
  const named = context.facts.servers.filter(s => subjects.has(s.label))
  return subjects.size > 0 && named.length === 0 ? context.facts.servers : named
}

/** The hash a file had, or `absent`. Every path a plan touches must have been hashed before. */
export function inputFor(context: PlanContext, path: string): PlanInput {
  return {path, sha256: context.hashes.get(path) ?? 'absent'}
}
