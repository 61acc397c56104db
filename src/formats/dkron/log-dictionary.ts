import type {ServerLog} from '../../case/case.ts'
import {electionEntries} from './log-entries/election.ts'
import {gossipEntries} from './log-entries/gossip.ts'
import {leadershipEntries} from './log-entries/leadership.ts'
import type {LogEntry} from './log-entries/log-entry.ts'
import {markerEntries} from './log-entries/markers.ts'
import {membershipEntries} from './log-entries/membership.ts'
import {startUpEntries} from './log-entries/start-up.ts'
import {storageEntries} from './log-entries/storage.ts'

/** One line of a log recognised by the dictionary. */
export interface LogHit {
  /** Stable name of the entry, kebab-case, e.g. `not-part-of-stable-configuration`. */
  readonly entry: string
  /** Line number in the log. */
  readonly line: number
  readonly text: string
  /** Captured groups of the pattern, in order. */
  readonly groups: readonly string[]
}

/** Lines of Dkron, raft, serf, memberlist and raft-boltdb that tell something about a missing leader. */
export const logDictionary: readonly LogEntry[] = [
  ...electionEntries,
  ...membershipEntries,
  ...storageEntries,
  ...leadershipEntries,
  ...gossipEntries,
  ...startUpEntries,
  ...markerEntries,
]

/** Every entry that each line matches, in the order of the lines and then of the dictionary. */
export function matchLines(log: ServerLog): readonly LogHit[] {
  const hits: LogHit[] = []
  for (const line of log.lines) {
    for (const entry of entriesFor(line.text)) {
      const m = entry.pattern.exec(line.text)
      if (m) hits.push({entry: entry.name, line: line.number, text: line.text, groups: m.slice(1).map(g => g ?? '')})
    }
  }
  return hits
}

/** A quick test on a raw line: only if it holds, the line can match an entry once its prefixes are gone. */
export function holdsKey(raw: string): boolean {
  anyKey.lastIndex = 0
  return anyKey.test(raw.toLowerCase())
}

/** Names of the entries a line matches; for the collector, which decides by them what to keep. */
export function entryNamesOf(text: string): readonly string[] {
  return entriesFor(text)
    .filter(entry => entry.pattern.test(text))
    .map(entry => entry.name)
}

const none: readonly LogEntry[] = []

/**
 * The entries whose keys stand in the line. One search for all keys at once rules out nearly every line of a busy
 * log; only what is left is tried against patterns.
 */
function entriesFor(text: string): readonly LogEntry[] {
  const lower = text.toLowerCase()
  anyKey.lastIndex = 0
  let m = anyKey.exec(lower)
  if (m === null) return none
  const first = entriesByKey.get(m[0]) ?? none
  let found: Set<LogEntry> | null = null
  while (m !== null) {
    const more = entriesByKey.get(m[0]) ?? none
    if (more !== first) found = new Set([...(found ?? first), ...more])
    // Keys may overlap, so the next one is looked for inside of this one.
    anyKey.lastIndex = m.index + 1
    m = anyKey.exec(lower)
  }
  return found === null ? first : logDictionary.filter(entry => found.has(entry))
}

const keys = [...new Set(logDictionary.flatMap(entry => entry.keys))].sort((a, b) => b.length - a.length)
const anyKey = new RegExp(keys.map(key => key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g')

/** A longer key hides a shorter one that starts at the same place, so each stands for those it starts with, too. */
const entriesByKey = new Map(
  keys.map(key => [key, logDictionary.filter(entry => entry.keys.some(k => key.startsWith(k)))]),
)
