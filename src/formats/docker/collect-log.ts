import type {LogLine, ServerLog} from '../../case/case.ts'
import {entryNamesOf, holdsKey} from '../dkron/log-dictionary.ts'
import {BothEnds, LastOnes} from './both-ends.ts'
import {decodeLogLine} from './decode-log-line.ts'
import {longestLine, withoutColours} from './strip-prefixes.ts'

/** Lines kept at either end of the log, whatever they say. */
const edge = 40
/** Of each kind of line, so many from its beginning and so many from its end are kept. */
const perKind = 50
/** Lines of Go's stack trace kept after a panic. */
const traceLines = 60

interface RawLine {
  readonly raw: string
  readonly number: number
}

/**
 * Takes a log line by line and keeps what matters, in bounded memory however long the log is: lines the dictionary
 * knows with a neighbour on either side, warnings and errors, panics with their stack, and both ends of the log.
 */
export class LogCollector {
  private count = 0
  private debug = false
  private traceLeft = 0
  private previous: RawLine | null = null
  /** What was kept for the line before this one, which is to get this one as its neighbour. */
  private open: LogLine[] | null = null
  private readonly head: RawLine[] = []
  private readonly tail = new LastOnes<RawLine>(edge)
  private readonly kinds = new Map<string, BothEnds<readonly LogLine[]>>()

  /**
   * @param written the next line of the log, without its line end
   * @param number its number in the source, when lines of other servers stand between
   */
  add(written: string, number = this.count + 1): void {
    this.count = number
    const raw = withoutColours(written.length > longestLine ? written.slice(0, longestLine) : written)
    const here = {raw, number}
    if (!this.debug && showsDebug(raw)) this.debug = true
    if (this.head.length < edge) this.head.push(here)
    this.tail.push(here)
    const worthReading = this.open !== null || this.traceLeft > 0 || holdsKey(raw) || looksSerious(raw)
    if (worthReading) this.read(here)
    this.previous = here
  }

  private read(here: RawLine): void {
    const line = decodeLogLine(here.raw, here.number)
    this.open?.push(line)
    this.open = null
    const kinds = [...entryNamesOf(line.text)]
    if (this.traceLeft > 0) kinds.push('trace')
    if (line.level !== null && seriousLevels.has(line.level)) kinds.push(`level ${line.level}`)
    this.traceLeft = line.level === 'panic' ? traceLines : Math.max(0, this.traceLeft - 1)
    if (kinds.length === 0) return
    const group = this.previous === null ? [line] : [decodeLogLine(this.previous.raw, this.previous.number), line]
    for (const kind of kinds) {
      let kept = this.kinds.get(kind)
      if (kept === undefined) {
        kept = new BothEnds(perKind)
        this.kinds.set(kind, kept)
      }
      kept.push(group)
    }
    this.open = group
  }

  /** The log as far as it was added: lines in their order, each once. */
  finish(source: string, server: string | null): ServerLog {
    const lines = new Map<number, LogLine>()
    for (const kind of this.kinds.values()) {
      for (const group of kind.all()) for (const line of group) lines.set(line.number, line)
    }
    for (const {raw, number} of [...this.head, ...this.tail.all()]) {
      if (!lines.has(number)) lines.set(number, decodeLogLine(raw, number))
    }
    return {source, server, debug: this.debug, lines: [...lines.values()].sort((a, b) => a.number - b.number)}
  }
}

const seriousLevels = new Set(['warn', 'error', 'fatal', 'panic'])

function looksSerious(raw: string): boolean {
  return /level"?[=:]"?(?:warn|error|fatal|panic)|\[(?:WARN|ERR)|^\S* ?(?:WARN|ERRO|FATA|PANI)\[|panic:|fatal error:/.test(
    raw,
  )
}

/**
 * Debug output is on. Dkron discards what raft, serf and memberlist write unless its level is debug (agent.go
 * `setupRaft`, `setupSerf`), so one such line shows it; only `raft-net:` of Dkron 4 gets out at any level.
 */
function showsDebug(raw: string): boolean {
  return /level"?[=:]"?debug|DEBU\[|\] +(?:raft|serf|memberlist|snapshot): /.test(raw)
}
