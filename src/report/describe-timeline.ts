import type {Facts, Server} from '../facts/types.ts'
import {type LogHit, logDictionary} from '../formats/dkron/log-dictionary.ts'

/** What a log line is about, for a person who follows a cluster through time. */
export type EventKind = 'start' | 'configuration' | 'term' | 'leader' | 'trouble'

/** One event, or a run of the same one. */
export interface TimelineEvent {
  readonly server: string
  readonly kind: EventKind
  /** RFC 3339; null where the log has no times. */
  readonly time: string | null
  /** Of the last one of the run; null for a single event. */
  readonly until: string | null
  readonly count: number
  /** What the line means, in words of the dictionary. */
  readonly meaning: string
  /** The first line of the run, as written. */
  readonly text: string
  /** File or container, and line: `log-dkron.txt, line 12`. */
  readonly source: string
}

const kinds: Readonly<Record<string, EventKind>> = {
  'agent-starting': 'start',
  'monitoring-leadership': 'start',
  'entering-follower-state': 'start',
  'initial-configuration': 'configuration',
  'initial-configuration-empty': 'configuration',
  'bootstrap-attempted': 'configuration',
  'bootstrap-left-to-existing-peers': 'configuration',
  'peer-in-bootstrap-mode': 'configuration',
  'peers-json-found': 'configuration',
  'peers-json-taken-in': 'configuration',
  'duplicate-server-removed': 'configuration',
  'server-removed': 'configuration',
  'not-part-of-stable-configuration': 'configuration',
  'not-part-of-a-stable-configuration-or-nonvoter': 'configuration',
  'no-known-peers': 'configuration',
  'starting-election': 'term',
  'votes-needed': 'term',
  'asking-for-vote': 'term',
  'entering-candidate-state': 'term',
  'election-timeout': 'term',
  'pre-vote-failed': 'term',
  'newer-term-discovered': 'term',
  'leadership-acquired': 'leader',
  'leadership-lost': 'leader',
  'leader-lost-quorum': 'leader',
  'leadership-lost-to-newer-term': 'leader',
  'removed-ourself': 'leader',
}

/** Entries that tell nothing about the course of things. */
const silent = new Set([
  'http-server-running',
  'server-joined',
  'server-updated',
  'nothing-new-to-snapshot',
  'joined',
  'config-file-not-read',
  'previous-log-missing',
])

/** A cluster that has looked for a leader for days writes the same few lines again and again. */
const most = 80

/**
 * What the logs of all servers tell, oldest first; lines that repeat in a row are one event. Of a long log the last
 * `most` events. Events without a time keep their place after the ones before them.
 */
export function describeTimeline(facts: Facts): readonly TimelineEvent[] {
  const events = facts.servers.flatMap(server => eventsOf(server))
  const timed = events.filter(e => e.time !== null).sort((a, b) => (a.time ?? '').localeCompare(b.time ?? ''))
  return [...events.filter(e => e.time === null), ...timed].slice(-most)
}

function eventsOf({label, log}: Server): readonly TimelineEvent[] {
  if (log === null) return []
  const times = new Map(log.source.lines.map(line => [line.number, line.time]))
  const runs: TimelineEvent[] = []
  const open = new Map<string, number>()
  for (const hit of log.hits.filter(h => !silent.has(h.entry))) {
    const kind = kinds[hit.entry] ?? 'trouble'
    const time = times.get(hit.line) ?? null
    const at = open.get(hit.entry)
    const run = at === undefined ? undefined : runs[at]
    // A start or a change of leader begins a new chapter: what repeats before it does not go on after it.
    if (kind === 'start' || kind === 'leader') open.clear()
    if (run && at !== undefined && open.has(hit.entry)) runs[at] = {...run, until: time, count: run.count + 1}
    else open.set(hit.entry, runs.push(eventOf(label, kind, time, hit, log.source.source)) - 1)
  }
  return runs
}

function eventOf(server: string, kind: EventKind, time: string | null, hit: LogHit, file: string): TimelineEvent {
  const meaning = logDictionary.find(entry => entry.name === hit.entry)?.meaning ?? hit.entry
  return {server, kind, time, until: null, count: 1, meaning, text: hit.text, source: `${file}, line ${hit.line}`}
}
