import type {Case, Container} from '../../case/case.ts'
import type {Probe, Vantage} from '../../case/probes.ts'
import {askFromHost} from './ask-from-host.ts'
import type {Asker, NoEntry} from './asker.ts'
import {askHere} from './asker.ts'
import {enterNamespace} from './enter-namespace.ts'
import {limits} from './limits.ts'
import {withoutAsked} from './merge-questions.ts'
import type {Errand, Question} from './question.ts'

export interface NetworkOptions {
  /** The engine is this machine's own, so that its containers' processes and addresses are to be had here. */
  readonly localEngine: boolean
  /** Bundled program for namespaces; found by itself when left out. */
  readonly program?: string
}

/**
 * Asks the network, from the namespaces of some containers and from this host. Whoever cannot ask from a namespace
 * asks from this host instead, and the answers say so. What is asked once is not asked again from the same place.
 */
export class NetworkInquiry {
  readonly #options: NetworkOptions
  readonly #containers: ReadonlyMap<string, Container>
  readonly #askers = new Map<string, Asker | NoEntry>()
  readonly #asked: {readonly from: string; readonly question: Question}[] = []

  /** @param containers those that may be asked from. */
  constructor(containers: readonly Container[], options: NetworkOptions) {
    this.#options = options
    this.#containers = new Map(containers.slice(0, limits.vantages).map(c => [c.name, c]))
  }

  /** `c` shows networks and aliases, to work out names where nobody can be asked. Never throws. */
  async run(errands: readonly Errand[], c: Case): Promise<readonly Probe[]> {
    const bounded = errands.map(errand => this.#bound(errand))
    const results = await Promise.all(bounded.map(errand => this.#put(errand)))
    const failed = results.flatMap(r => ('entry' in r ? [r] : []))
    const instead = await askFromHost(failed, c, this.#options.localEngine)
    return [...results.flatMap(r => ('entry' in r ? [] : r.probes)), ...instead]
  }

  close(): void {
    for (const asker of this.#askers.values()) if ('close' in asker) asker.close()
  }

  /** Null for a container that is one too many. */
  #askerAt(vantage: Vantage): Asker | NoEntry | null {
    if (vantage.at !== 'container') return askHere(vantage)
    const container = this.#containers.get(vantage.name)
    if (container === undefined) return null
    const known = this.#askers.get(vantage.name)
    const remote: NoEntry = {because: 'remote-engine', detail: null}
    const asker = known ?? (this.#options.localEngine ? enterNamespace(container, this.#options.program) : remote)
    this.#askers.set(vantage.name, asker)
    return asker
  }

  /** Cuts off what was asked before, and what is too much. */
  #bound({vantage, questions}: Errand): Errand {
    const from = keyOf(vantage)
    const before = this.#asked.filter(a => a.from === from).map(a => a.question)
    const room = Math.min(limits.questions - before.length, limits.questionsInAll - this.#asked.length)
    const fresh = withoutAsked(questions, before).slice(0, Math.max(0, room))
    this.#asked.push(...fresh.map(question => ({from, question})))
    return {vantage, questions: fresh}
  }

  async #put(errand: Errand): Promise<{readonly probes: readonly Probe[]} | FailedErrand> {
    const {vantage, questions} = errand
    if (questions.length === 0) return {probes: []}
    const asker = this.#askerAt(vantage)
    if (asker === null) return {probes: []}
    const asked = 'because' in asker ? asker : await asker.ask(questions)
    if ('because' in asked) return {errand, entry: asked}
    return {probes: asked.answers.map(answer => ({...answer, vantage}))}
  }
}

/** What nobody could ask from the namespace that was meant. */
export interface FailedErrand {
  readonly errand: Errand
  readonly entry: NoEntry
}

function keyOf(vantage: Vantage): string {
  return vantage.at === 'container' ? vantage.name : vantage.at
}
