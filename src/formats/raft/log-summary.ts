import type {U64} from '../u64.ts'
import {following} from '../u64.ts'
import {logTypeName} from './log-types.ts'
import type {BadEntry, LogSummary, LogTypeName} from './types.ts'

const badEntriesKept = 100

interface Run {
  readonly term: U64
  readonly first: U64
  last: U64
  count: number
}

/**
 * Sums up a log entry by entry, in the order of the indexes. Indexes and terms stay plain numbers while they fit and
 * nothing is allocated for an ordinary entry, so that a log of millions costs little more than reading it.
 */
export class LogSummaryBuilder {
  private first: U64 = 0
  private last: U64 = 0
  /** The index after `last`. */
  private next: U64 = 1
  /** Entries seen, bad ones included. */
  count = 0
  private run: Run | null = null
  private readonly runs: Run[] = []
  private readonly counts = new Array<number>(256).fill(0)
  private readonly gaps: {from: U64; to: U64}[] = []
  private readonly falls: {index: U64; term: U64}[] = []
  private readonly bad: BadEntry[] = []
  private badCount = 0

  /** A good entry. */
  add(index: U64, term: U64, type: number): void {
    this.step(index)
    this.counts[type] = (this.counts[type] as number) + 1
    if (this.run !== null && this.run.term === term) {
      this.run.last = index
      this.run.count++
      return
    }
    if (this.run !== null && term < this.run.term) this.falls.push({index, term})
    this.run = {term, first: index, last: index, count: 1}
    this.runs.push(this.run)
  }

  /** An entry that is there but cannot be used. */
  addBad(index: U64, reason: string): void {
    this.step(index)
    this.noteBad(index, reason)
  }

  /** Counts an entry already added among the bad ones: its body is worthless though its term and type are known. */
  noteBad(index: U64, reason: string): void {
    this.badCount++
    // The last place belongs to the last bad entry: whether any lies behind a given index stays known.
    if (this.bad.length === badEntriesKept) this.bad.pop()
    this.bad.push({index: BigInt(index), reason})
  }

  finish(): LogSummary {
    return {
      first: BigInt(this.first),
      last: BigInt(this.last),
      lastTerm: BigInt(this.run?.term ?? 0),
      count: this.count,
      byType: this.byType(),
      terms: this.runs.map(run => ({
        term: BigInt(run.term),
        first: BigInt(run.first),
        last: BigInt(run.last),
        count: run.count,
      })),
      gaps: this.gaps.map(gap => ({from: BigInt(gap.from), to: BigInt(gap.to)})),
      badEntries: this.bad,
      badEntryCount: this.badCount,
      termFalls: this.falls.map(fall => ({index: BigInt(fall.index), term: BigInt(fall.term)})),
    }
  }

  private step(index: U64): void {
    if (this.count++ === 0) this.first = index
    else if (index !== this.next && !this.leap(index)) return
    this.last = index
    this.next = typeof index === 'number' && index < Number.MAX_SAFE_INTEGER ? index + 1 : following(index)
  }

  /** Only ascending keys leave a gap: false for a key out of order, which the store's reader reports. */
  private leap(index: U64): boolean {
    if (index < this.next) return false
    this.gaps.push({from: this.next, to: typeof index === 'number' ? index - 1 : index - 1n})
    return true
  }

  private byType(): Partial<Record<LogTypeName, number>> {
    const byType: Partial<Record<LogTypeName, number>> = {}
    for (const [type, count] of this.counts.entries()) {
      if (count === 0) continue
      const name = logTypeName(type)
      byType[name] = (byType[name] ?? 0) + count
    }
    return byType
  }
}
