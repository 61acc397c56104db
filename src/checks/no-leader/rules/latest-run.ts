import type {Server} from '../../../facts/types.ts'
import type {LogHit} from '../../../formats/dkron/log-dictionary.ts'

/**
 * What the newest process in this server's log said. A log file outlives its processes, and only the latest state
 * counts: hits above the last start are left out.
 */
export function hitsOfLatestRun(server: Server): readonly LogHit[] {
  if (server.log === null) return []
  // Dkron 2.x, 3.x and 4.x write it first of all, at every log level (agent.go `Start`).
  const start = server.log.hits.findLast(hit => hit.entry === 'agent-starting')?.line ?? 0
  return server.log.hits.filter(hit => hit.line >= start)
}

/** The hits of these dictionary entries in the newest process, oldest first. */
export function latestHits(server: Server, entries: readonly string[]): readonly LogHit[] {
  return hitsOfLatestRun(server).filter(hit => entries.includes(hit.entry))
}

/** What became of leadership in the newest process; null when its log does not say. */
export function leadershipInLog(server: Server): 'acquired' | 'lost' | null {
  const last = latestHits(server, ['leadership-acquired', 'leadership-lost']).at(-1)
  if (!last) return null
  return last.entry === 'leadership-acquired' ? 'acquired' : 'lost'
}
