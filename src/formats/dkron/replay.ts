import type {LogEntry, LogGap} from '../raft/types.ts'
import {applyCommand, type Refusal} from './apply-command.ts'
import {type DkronCommand, decodeCommand} from './decode-command.ts'
import {withoutOutput} from './load-snapshot.ts'
import {isProblem, type Problem} from './problem.ts'
import {replayRules} from './replay-rules.ts'
import type {DkronState} from './state.ts'
import type {DkronVersion} from './types.ts'

export interface ReplayOptions {
  /** The release whose rules count; null when it is not known. */
  readonly version: DkronVersion | null
  /** Keep what the jobs printed. */
  readonly outputs: boolean
  /** Index of the first entry that must be there: the one after the snapshot. */
  readonly first: bigint
}

/** What became of the entries. Lists hold at most 100 items, counts hold all. */
export interface ReplayReport {
  readonly entries: number
  /** Indexes of the first and the last entry seen; null when there was none. */
  readonly first: bigint | null
  readonly last: bigint | null
  /** Commands that took effect, by name. */
  readonly applied: Readonly<Partial<Record<DkronCommand['name'], number>>>
  /** Commands that Dkron itself passes over, by reason, with the index of the first. */
  readonly refused: readonly {readonly reason: Refusal; readonly count: number; readonly first: bigint}[]
  /** Entries that are there but cannot be read. */
  readonly undecodable: readonly {readonly index: bigint; readonly reason: string}[]
  readonly undecodableCount: number
  /** Indexes that should be there and are not. */
  readonly gaps: readonly LogGap[]
  readonly missing: bigint
  /** DeleteJob commands that releases before 4.0.9 may carry out and later ones refuse, or the other way round. */
  readonly versionMatters: readonly {readonly index: bigint; readonly jobName: string}[]
}

const listed = 100

/** Applies entries, in order, to a state that it changes. `add` never throws. */
export class Replay {
  readonly #state: DkronState
  readonly #options: ReplayOptions
  #entries = 0
  #expected: bigint
  #first: bigint | null = null
  #last: bigint | null = null
  readonly #applied: Partial<Record<DkronCommand['name'], number>> = {}
  readonly #refused = new Map<Refusal, {count: number; first: bigint}>()
  readonly #undecodable: {index: bigint; reason: string}[] = []
  #undecodableCount = 0
  readonly #gaps: LogGap[] = []
  #missing = 0n
  /** Jobs whose list of dependents depends on the release. */
  readonly #contested = new Set<string>()
  readonly #versionMatters: {index: bigint; jobName: string}[] = []

  constructor(state: DkronState, options: ReplayOptions) {
    this.#state = state
    this.#options = options
    this.#expected = options.first
  }

  add(entry: LogEntry | (Problem & {readonly index: bigint})): void {
    if (entry.index < this.#expected) {
      // Damaged pages can put an entry where it does not belong; applied late, it would undo what came after it.
      this.#noteUndecodable(entry.index, 'stands out of order in the log')
      return
    }
    if (entry.index > this.#expected) this.#noteGap({from: this.#expected, to: entry.index - 1n})
    this.#expected = entry.index + 1n
    this.#entries++
    this.#first ??= entry.index
    this.#last = entry.index
    if (isProblem(entry)) this.#noteUndecodable(entry.index, entry.problem)
    else if (entry.type === 'Command') this.#addCommand(entry.index, entry.data ?? new Uint8Array(0))
    else if (entry.type === 'Unknown')
      this.#noteUndecodable(entry.index, `log type ${entry.typeNumber} is none of raft's`)
  }

  #addCommand(index: bigint, data: Uint8Array): void {
    const decoded = decodeCommand(data)
    if (isProblem(decoded)) {
      this.#noteUndecodable(index, decoded.problem)
      return
    }
    const command = this.#options.outputs ? decoded : dropOutput(decoded)
    if (this.#options.version === null) this.#watchVersion(index, command)
    const refusal = applyCommand(this.#state, replayRules(this.#options.version), command)
    if (refusal === null) {
      this.#applied[command.name] = (this.#applied[command.name] ?? 0) + 1
      return
    }
    const seen = this.#refused.get(refusal)
    if (seen === undefined) this.#refused.set(refusal, {count: 1, first: index})
    else seen.count++
  }

  /** Only a DeleteJob can end differently for good: dependents are not exported, but they forbid the deletion. */
  #watchVersion(index: bigint, command: DkronCommand): void {
    if (command.name === 'SetJob') {
      const stored = this.#state.jobs.get(command.job.name)?.dependent_jobs ?? []
      const sent = command.job.dependent_jobs
      if (stored.length > 0 && stored.join(':') !== sent.join(':')) this.#contested.add(command.job.name)
    } else if (command.name === 'DeleteJob' && this.#contested.has(command.jobName)) {
      if (this.#versionMatters.length < listed) this.#versionMatters.push({index, jobName: command.jobName})
    }
  }

  #noteUndecodable(index: bigint, reason: string): void {
    if (this.#undecodableCount++ < listed) this.#undecodable.push({index, reason})
  }

  #noteGap(gap: LogGap): void {
    this.#missing += gap.to - gap.from + 1n
    if (this.#gaps.length < listed) this.#gaps.push(gap)
  }

  report(): ReplayReport {
    return {
      entries: this.#entries,
      first: this.#first,
      last: this.#last,
      applied: this.#applied,
      refused: [...this.#refused].map(([reason, seen]) => ({reason, ...seen})),
      undecodable: this.#undecodable,
      undecodableCount: this.#undecodableCount,
      gaps: this.#gaps,
      missing: this.#missing,
      versionMatters: this.#versionMatters,
    }
  }
}

function dropOutput(command: DkronCommand): DkronCommand {
  return 'execution' in command ? {...command, execution: withoutOutput(command.execution)} : command
}
