import {readValue} from '../../../case/read.ts'
import type {Facts, Server} from '../../../facts/types.ts'
import type {StoredConfiguration} from '../../../formats/raft/types.ts'
import type {Evidence} from '../../../report/types.ts'
import {latestHits, leadershipInLog} from './latest-run.ts'
import {quoteNewest} from './quote-evidence.ts'

/**
 * Evidence that speaks against "this server is not in its configuration": it leads, or says it has an ID that is.
 * In 2.x a server with a foreign ID does win an election every second and loses it again, so there neither a moment
 * of leadership nor a log line of it contradicts the disk.
 */
export function contradictionsOfMembership(
  server: Server,
  configuration: StoredConfiguration,
  facts: Facts,
): readonly Evidence[] {
  const quotes: Evidence[] = []
  const flaps = readValue(server.version)?.version.major === 2
  const api = server.api
  const name = api?.agentName ?? null
  if (api && name !== null && configuration.servers.some(s => s.id === name)) {
    quotes.push({source: `${api.source}: /v1/`, value: `the running process calls itself "${name}"`})
  }
  if (flaps) return quotes
  if (api && facts.cluster.leader.claimedBy.includes(server.label)) {
    quotes.push({source: `${api.source}: /v1/isleader`, value: 'the running process says it leads'})
  }
  if (api?.isLeader == null && leadershipInLog(server) === 'acquired') {
    quotes.push(...quoteNewest(server, latestHits(server, ['leadership-acquired'])))
  }
  return quotes
}
