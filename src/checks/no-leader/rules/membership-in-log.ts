import type {Server} from '../../../facts/types.ts'
import type {Evidence} from '../../../report/types.ts'
import type {Failure} from '../../define-check.ts'
import {latestHits} from './latest-run.ts'
import {quoteHit, quoteIdentity} from './quote-evidence.ts'
import {serverIdOf} from './server-id.ts'

/** What the newest process printed of its own membership when it started, at debug level. */
interface LoggedMembership {
  /** Server IDs of the configuration it started with; empty when that line is missing. */
  readonly stored: readonly string[]
  readonly evidence: readonly Evidence[]
}

const refusals = ['not-part-of-stable-configuration', 'not-part-of-a-stable-configuration-or-nonvoter']

/**
 * Whether the log alone shows that this server is not in its configuration; null when it shows no such thing. Asked
 * only where there is no data-dir. A leadership acquired later, or its own ID in the printed list, speaks against it.
 */
function foreignInLog(server: Server): LoggedMembership | null {
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

/** Without the data-dir the debug log of the newest process tells it too. */
export function foreignByLog(server: Server): readonly Failure[] {
  const found = server.configuration.state === 'not-collected' ? foreignInLog(server) : null
  if (found === null) return []
  const [only] = found.stored.length === 1 ? found.stored : []
  return [
    {
      subject: server.label,
      params: {
        server: server.label,
        stored: found.stored.length > 0 ? `, which knows ${found.stored.map(id => `"${id}"`).join(', ')}` : '',
      },
      message:
        'the log of {server} says that it is not part of its own stored configuration{stored}: it can never be elected',
      evidence: [...quoteIdentity(server), ...found.evidence],
      advice: [
        ...(only === undefined ? [] : [`Start it with its old ID: --node-name=${only}`]),
        'Give its data-dir, to be sure and to see every way to mend it.',
      ],
      confidence: 'medium',
      key: 'log',
    },
  ]
}
