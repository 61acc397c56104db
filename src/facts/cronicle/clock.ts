import type {CronicleCase} from '../../case/cronicle.ts'
import {meansPrimary, type StatusSeen} from './answer-owners.ts'
import type {LinkEvent} from './link-events.ts'
import type {ClockOffset, Primary} from './types.ts'

/**
 * Worker's clock against the primary's: measured where an answer's time of receipt is known and it was the primary's
 * clock, else as the primary wrote it down. Saved answers say when they were given, not when they were asked for.
 *
 * @param events of this worker
 */
export function clockOf(
  events: readonly LinkEvent[],
  answers: readonly StatusSeen[],
  primary: Primary,
  c: CronicleCase,
): ClockOffset | null {
  const measured = answers.findLast(a => a.value.now !== null && a.receivedAt !== null)
  if (measured?.receivedAt && measured.value.now !== null) {
    const drift = primaryDrift(primary, c)
    if (drift !== null) {
      const seconds = measured.value.now - measured.receivedAt - drift
      return {seconds, quote: {source: measured.quote.source, value: `now is ${seconds.toFixed(1)} s off`}}
    }
  }
  const told = events.findLast(e => e.kind === 'clock' && e.lastRun)
  return told ? {seconds: Number(told.words), quote: told.quote} : null
}

/** How far the primary's clock is from the one answers were timed with; null when that is not known. */
function primaryDrift(primary: Primary, c: CronicleCase): number | null {
  const onPrimary = c.probes.some(
    p => p.vantage.at === 'container' || (p.vantage.at === 'host' && p.vantage.as === primary.label),
  )
  if (onPrimary) return 0
  const own = c.answers.findLast(a => a.call === 'status' && a.receivedAt !== null && meansPrimary(a.asked))
  return own?.call === 'status' && own.receivedAt !== null && own.status.now !== null
    ? own.status.now - own.receivedAt
    : null
}
