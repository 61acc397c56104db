import type {CronicleLog, CronicleLogLine} from '../../case/cronicle.ts'
import {hitOf} from '../../formats/cronicle/log-dictionary.ts'
import type {Quote} from './types.ts'

/** A line of the dictionary at its place in the course of a server's runs. */
export interface CourseHit {
  readonly entry: string
  readonly groups: Readonly<Record<string, string>>
  /** Seconds since 1970. */
  readonly at: number | null
  /** Run of the process it belongs to, counted from 0. */
  readonly run: number
  readonly line: CronicleLogLine
  readonly quote: Quote
}

/** A server's logs as one sequence. */
export interface Course {
  readonly hits: readonly CourseHit[]
  readonly lastRun: number
  /** Last time any of the logs shows. */
  readonly to: number | null
}

/** Cronicle's own line and the one of pixl-server that follows it belong to one start. Seconds. */
const oneStart = 30

/** Main log, error log and terminal output of one server, in the order of time, cut into runs. */
export function courseOf(logs: readonly CronicleLog[]): Course {
  const all = logs.flatMap(log => log.lines.map(line => ({line, source: log.source, hit: hitOf(line)})))
  const ordered = all
    .map((x, position) => ({...x, position}))
    .sort((a, b) => (a.line.epoch ?? 0) - (b.line.epoch ?? 0) || a.position - b.position)
  const hits: CourseHit[] = []
  let run = 0
  let started: number | null = null
  for (const {line, source, hit} of ordered) {
    if (hit === null) continue
    const begins = hit.entry === 'starting' || hit.entry === 'own-identity'
    if (begins && line.epoch !== null) {
      const same: boolean = hit.entry === 'own-identity' && started !== null && line.epoch - started < oneStart
      if (!same && hits.some(h => h.at !== null)) run++
      started = line.epoch
    }
    hits.push({...hit, at: line.epoch, run, line, quote: quoteLine(line, source)})
  }
  return {hits, lastRun: run, to: latest(logs.map(l => l.to))}
}

/** Hits of the last run of the process. */
export function lastRunOf(course: Course): readonly CourseHit[] {
  return course.hits.filter(h => h.run === course.lastRun)
}

export function lastHit(hits: readonly CourseHit[], ...entries: readonly string[]): CourseHit | null {
  return hits.findLast(h => entries.includes(h.entry)) ?? null
}

function quoteLine(line: CronicleLogLine, source: string): Quote {
  const time = line.epoch === null ? '' : `${new Date(Math.floor(line.epoch) * 1000).toISOString().slice(0, 19)}Z `
  const data = Object.entries(line.data).map(([k, v]) => `${k}=${v}`)
  return {source: `${source}, line ${line.number}`, value: [`${time}${line.text}`, ...data].join(' ')}
}

function latest(times: readonly (number | null)[]): number | null {
  const known = times.filter(t => t !== null)
  return known.length === 0 ? null : Math.max(...known)
}
