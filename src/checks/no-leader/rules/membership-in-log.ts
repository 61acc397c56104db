import type {Server} from '../../../facts/types.ts'
import type {Evidence} from '../../../report/types.ts'
import {latestHits} from './latest-run.ts'
import {quoteHit} from './quote-evidence.ts'
import {serverIdOf} from './server-id.ts'

/** What the newest process printed of its own membership when it started, at debug level. */
export interface LoggedMembership {
  /** Server IDs of the configuration it started with; empty when that line is missing. */
  readonly stored: readonly string[]
  readonly evidence: readonly Evidence[]
}

const refusals = ['not-part-of-stable-configuration', 'not-part-of-a-stable-configuration-or-nonvoter']

/**
 * Whether the log alone shows that this server is not in its configuration; null when it shows no such thing. Asked
 * only where there is no data-dir. A leadership acquired later, or its own ID in the printed list, speaks against it.
 */
export function foreignInLog(server: Server): LoggedMembership | null {
  const own = serverIdOf(server)
  const refused = latestHits(server, refusals).at(-1)
  const initial = latestHits(server, ['initial-configuration']).at(-1)
  const stored = initial ? idsIn(initial.text) : []
  if (own !== null && stored.includes(own)) return null
  if (!refused && (own === null || stored.length === 0)) return null
  const changedSince = latestHits(server, ['leadership-acquired', 'bootstrap-attempted', 'peers-json-taken-in'])
  const decided = refused ?? initial
  if (!decided || changedSince.some(h => h.line > decided.line)) return null
  return {stored, evidence: [initial, refused].flatMap(h => (h ? [quoteHit(server, h)] : []))}
}

/** Go prints the list as `[{Suffrage:Voter ID:n1 Address:10.0.0.1:6868} …]`. */
function idsIn(text: string): readonly string[] {
  return [...text.matchAll(/\bID:(.*?) Address:/g)].map(m => m[1] ?? '')
}
