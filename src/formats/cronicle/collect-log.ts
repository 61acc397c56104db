import type {CronicleLog, CronicleLogLine} from '../../case/cronicle.ts'
import {BothEnds} from '../docker/both-ends.ts'
import {decodeLogLine, defaultColumns} from './decode-log-line.ts'

/** Of each kind of line about each worker so many from its beginning and so many from its end are kept. */
const perKind = 40
/** More workers than one primary has; a damaged log must not make a heap of kinds. */
const mostKinds = 4000

/** Takes a log line by line and keeps what the dictionary knows, in bounded memory however long the log is. */
export class CronicleLogCollector {
  readonly #columns: readonly string[]
  readonly #kinds = new Map<string, BothEnds<CronicleLogLine>>()
  #number = 0
  #from: number | null = null
  #to: number | null = null

  /** @param columns `log_columns` of config.json */
  constructor(columns: readonly string[] = defaultColumns) {
    this.#columns = columns
  }

  /** @param raw the next line, without its line end */
  add(raw: string): void {
    this.#number++
    const decoded = decodeLogLine(raw, this.#number, this.#columns)
    if (decoded.epoch !== null) {
      this.#from ??= decoded.epoch
      this.#to = decoded.epoch
    }
    if (decoded.line !== null) this.#keep(decoded.kind, decoded.line)
  }

  #keep(kind: string, line: CronicleLogLine): void {
    let kept = this.#kinds.get(kind)
    if (kept === undefined) {
      if (this.#kinds.size >= mostKinds) return
      kept = new BothEnds(perKind)
      this.#kinds.set(kind, kept)
    }
    kept.push(line)
  }

  finish(source: string, kind: CronicleLog['kind'], truncated: boolean): CronicleLog {
    const lines = [...this.#kinds.values()].flatMap(k => k.all()).sort((a, b) => a.number - b.number)
    return {source, kind, truncated, from: this.#from, to: this.#to, lines}
  }
}
