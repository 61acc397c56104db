import {readValue} from '../case/read.ts'
import type {Facts, Server} from '../facts/types.ts'
import type {RaftServer} from '../formats/raft/types.ts'

/** One line of the comparison that the whole diagnosis turns on: what is stored, and who is there. */
export interface ServerPair {
  readonly server: Server | null
  /** The voter that this server's own data-dir means; of a pair without server, one that nobody is. */
  readonly stored: RaftServer | null
}

/**
 * Each server against the configuration in its own data-dir: by server ID, else its only voter. Voters of the
 * cluster that nobody is stand at the end.
 */
export function pairServers(facts: Facts): readonly ServerPair[] {
  const left = new Set(facts.cluster.voters.map(v => v.id))
  const servers = facts.servers.map(server => {
    const voters = votersOf(server)
    const own = voters.find(v => v.id === presentId(server))
    const stored = own ?? (voters.length === 1 ? voters[0] : undefined) ?? null
    if (stored) left.delete(stored.id)
    return {server, stored}
  })
  const nobody = facts.cluster.voters.filter(v => left.has(v.id))
  return [...servers, ...nobody.map(stored => ({server: null, stored}))]
}

export function presentId(server: Server | null): string | null {
  return server ? (readValue(server.identity)?.serverId ?? null) : null
}

/** With the port when the stored one has one, so that the two can be compared by eye. */
export function presentAddress({server, stored}: ServerPair): string | null {
  const addresses = server ? readValue(server.addresses) : null
  const host = addresses?.advertised ?? addresses?.current[0]
  if (!addresses || host === undefined) return null
  return stored?.address.includes(':') === false
    ? host
    : `${host.includes(':') ? `[${host}]` : host}:${addresses.rpcPort}`
}

function votersOf(server: Server): readonly RaftServer[] {
  return (readValue(server.configuration)?.servers ?? []).filter(s => s.suffrage === 'Voter')
}
