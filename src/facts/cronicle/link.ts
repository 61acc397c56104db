import type {LiveServer} from '../../case/cronicle-answers.ts'
import type {LinkEvent} from './link-events.ts'
import type {Known, Link} from './types.ts'

/** A connection that lasts no longer is one that something cuts; a worker sends something every second. Seconds. */
const shortLife = 2.5
/** What is up for so long is cut no more, whatever was before: somebody has mended it. Seconds. */
const holds = 2 * shortLife
/** As many in a row are no accident such as a reload of the balancer. */
const manyTimes = 3
/** Retries come after 1 to 5 s and take 5 s at most, so what happened longer before the end is over. Seconds. */
const recent = 60

/**
 * How the connection to a worker fares. The primary's live list is the nearest evidence; what the logs say counts
 * where there is none, and for what a list cannot show.
 *
 * @param events of this worker only, in the order of time
 * @param to last time of the primary's log
 * @param listedAt when the list was read, where it was not a saved one
 */
export function linkOf(
  events: readonly LinkEvent[],
  live: Known<LiveServer> | 'absent' | null,
  to: number | null,
  listedAt: number | null = null,
): Link {
  const now = events.filter(e => e.lastRun)
  const since = now.findLastIndex(e => e.kind === 'taken')
  const stretch = since < 0 ? now : now.slice(since)
  const lasted = lifetimes(stretch)
  const failures = stretch.filter(e => e.kind === 'failed')
  const base = {
    error: failures.at(-1)?.words ?? null,
    errors: [...new Set(failures.flatMap(e => e.words ?? []))],
    connectedBefore: events.find(e => e.kind === 'connected' || e.kind === 'enabled')?.quote ?? null,
    addedNow: stretchAdded(now)?.quote ?? null,
    lasted,
    losses: stretch.filter(e => e.kind === 'lost').length,
  }
  const liveQuotes = live !== null && live !== 'absent' ? [live.quote] : []
  const state = (name: Link['state'], told: readonly LinkEvent[], error = base.error): Link => ({
    ...base,
    state: name,
    error,
    quotes: [...liveQuotes, ...newestOfEach(told).map(e => e.quote)],
  })
  const rejected = now.findLast(e => e.kind === 'rejected')
  const after = rejected ? now.slice(now.indexOf(rejected) + 1) : []
  if (rejected && !after.some(e => e.kind === 'taken')) return state('rejected', [rejected], rejected.words)
  if (live === 'absent') return state('absent', [])
  const online = live !== null && !live.value.disabled && live.value.uptime > 0
  // A connection that holds writes no line, so the log may end with it.
  const seenAt = online && listedAt !== null ? Math.max(to ?? 0, listedAt) : to
  if (!hasHeld(stretch, seenAt) && isFlapping(stretch, lasted, to))
    return state(
      'flapping',
      stretch.filter(e => e.kind === 'lost' || e.kind === 'failed'),
    )
  if (live !== null) {
    if (live.value.disabled)
      return state('failing', [...failures, ...stretch.filter(e => e.kind === 'lost')].sort(byTime))
    if (live.value.uptime > 0) return state('connected', [])
  }
  const last = stretch.findLast(e => ['connected', 'enabled', 'disabled', 'failed', 'lost'].includes(e.kind))
  if (last === undefined) return state('unknown', [])
  if (last.kind === 'connected' || last.kind === 'enabled') return state('connected', [last])
  return state('failing', [...stretch.filter(e => e.kind === 'failed' || e.kind === 'lost' || e === last)])
}

/** A line that came again and again is quoted once. */
function newestOfEach(events: readonly LinkEvent[]): readonly LinkEvent[] {
  return events.filter((e, i) => !events.slice(i + 1).some(o => o.kind === e.kind && o.words === e.words))
}

function byTime(a: LinkEvent, b: LinkEvent): number {
  return a.at - b.at
}

function stretchAdded(now: readonly LinkEvent[]): LinkEvent | undefined {
  return now.findLast(e => e.kind === 'added')
}

/** From the moment a connection was up to the moment it was lost. Lines of level 6 may be missing; then `enabled` stands for them. */
function lifetimes(events: readonly LinkEvent[]): readonly number[] {
  const lasted: number[] = []
  let up: number | null = null
  for (const event of events) {
    if (event.kind === 'connected' || event.kind === 'enabled') up ??= event.at
    if ((event.kind === 'lost' || event.kind === 'disabled') && up !== null) {
      lasted.push(event.at - up)
      up = null
    }
  }
  return lasted
}

/** The connection that is up was made long before. */
function hasHeld(events: readonly LinkEvent[], seenAt: number | null): boolean {
  const down = events.findLastIndex(e => e.kind === 'lost' || e.kind === 'disabled' || e.kind === 'failed')
  const up = events.slice(down + 1).find(e => e.kind === 'connected' || e.kind === 'enabled')
  return up !== undefined && seenAt !== null && seenAt - up.at > holds
}

function isFlapping(events: readonly LinkEvent[], lasted: readonly number[], to: number | null): boolean {
  const losses = events.filter(e => e.kind === 'lost' || e.kind === 'disabled')
  const last = losses.at(-1)
  if (last === undefined || (to !== null && to - last.at > recent)) return false
  const short = lasted.filter(l => l <= shortLife).length
  const failed = events.filter(e => e.kind === 'failed').length
  const back = events.filter(e => e.kind === 'connected' || e.kind === 'enabled').length
  return short >= manyTimes || (losses.length >= manyTimes && back >= manyTimes && failed > 0 && short > 0)
}
