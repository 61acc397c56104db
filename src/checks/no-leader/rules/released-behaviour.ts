import {readValue} from '../../../case/read.ts'
import type {Server} from '../../../facts/types.ts'
import {atLeast} from '../../../formats/dkron/version.ts'

/** Whether this server's release is `least` or newer; null when the release is not known. */
export function isAtLeast(server: Server, least: `${number}.${number}.${number}`): boolean | null {
  const known = readValue(server.version)
  return known === null ? null : atLeast(known.version, least)
}

/** First release that recovers from peers.json: before it the scratch state machine has no store and panics (changelog 3.1.2). */
export const recoversFromPeersJson = '3.1.2'

/** First release whose transport looks a voter's address up by its ID in gossip (agent.go `ServerLookup`). */
export const looksUpAddresses = '4.0.0'

/** First release whose servers ask the others for a configuration before they found a cluster (serf.go `maybeBootstrap`). */
export const asksBeforeBootstrap = '4.0.0'

/** Release as people write it, or `unknown release`. */
export function releaseOf(server: Server): string {
  const v = readValue(server.version)?.version
  return v ? `Dkron ${v.major}.${v.minor}.${v.patch}` : 'unknown release'
}
