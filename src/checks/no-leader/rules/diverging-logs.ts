import {readValue} from '../../../case/read.ts'
import type {Server} from '../../../facts/types.ts'
import type {LogSummary, StoredConfiguration, TermRun} from '../../../formats/raft/types.ts'

/** Where two logs stop being one history. */
export interface Divergence {
  readonly index: bigint
  readonly why: 'other-term' | 'other-configuration'
  readonly terms: readonly [bigint, bigint]
}

/**
 * A leader that loses its majority steps down within its lease of half a second, so what it wrote that nobody else
 * has is one term and short. Longer or older differences are two histories.
 */
const longestUncommittedTail = 64n

/** Finds the first index at which two logs cannot be one history; null when they agree as far as both reach. */
export function divergenceOf(a: Server, b: Server): Divergence | null {
  const logA = readValue(a.store)?.store?.log
  const logB = readValue(b.store)?.store?.log
  if (!logA || !logB) return null
  const configured = differingConfiguration(a.history, b.history)
  const termed = differingTerm(logA, logB)
  if (termed !== null && isOrdinaryTail(logA, logB, termed.index, shareOneQuorum(a, b))) return configured
  if (configured !== null && (termed === null || configured.index <= termed.index)) return configured
  return termed
}

/** Raft's log matching property: one index and term is one entry, so its content must be one as well. */
function differingConfiguration(
  a: readonly StoredConfiguration[],
  b: readonly StoredConfiguration[],
): Divergence | null {
  for (const one of a) {
    if (one.from !== 'log') continue
    const other = b.find(c => c.from === 'log' && c.index === one.index && c.term === one.term)
    if (other && written(one) !== written(other)) {
      return {index: one.index, why: 'other-configuration', terms: [one.term, other.term]}
    }
  }
  return null
}

/** Servers in a fixed order: the bootstrap entry lists them as each server happened to see them. */
function written(c: StoredConfiguration): string {
  return c.servers
    .map(s => `${s.suffrage} ${s.id} ${s.address}`)
    .sort()
    .join()
}

function differingTerm(a: LogSummary, b: LogSummary): Divergence | null {
  for (const runA of a.terms) {
    for (const runB of b.terms) {
      if (runA.term === runB.term || runA.last < runB.first || runB.last < runA.first) continue
      const later = runA.first > runB.first ? runA : runB
      return {index: later.first, why: 'other-term', terms: [runA.term, runB.term]}
    }
  }
  return null
}

/**
 * Both hold elections by the same list of several voters from the log: of two different entries at one index only
 * one can have been committed, and Raft takes the other back as soon as there is a leader. A list that came with a
 * snapshot may be that of a recovery, which each side may have made alone.
 */
function shareOneQuorum(a: Server, b: Server): boolean {
  const one = readValue(a.configuration)
  const other = readValue(b.configuration)
  if (one === null || other === null || one.from !== 'log' || other.from !== 'log') return false
  const voters = one.servers.filter(s => s.suffrage === 'Voter').length
  return voters > 1 && one.index === other.index && written(one) === written(other)
}

/** With one quorum between them, several leaders may have lost their majority one after the other. */
function isOrdinaryTail(a: LogSummary, b: LogSummary, index: bigint, oneQuorum: boolean): boolean {
  const older = a.lastTerm <= b.lastTerm ? a : b
  const tail = older.terms.filter((run: TermRun) => run.last >= index)
  return (tail.length === 1 || oneQuorum) && older.last - index < longestUncommittedTail
}
