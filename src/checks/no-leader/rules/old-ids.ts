import type {Facts, Server} from '../../../facts/types.ts'
import type {StoredConfiguration} from '../../../formats/raft/types.ts'
import {votersOf} from './membership.ts'
import {isOwnAddress} from './own-addresses.ts'
import {serverIdOf} from './server-id.ts'
import {isUp} from './server-up.ts'

/**
 * Stored server IDs that this server may have had before, likeliest first: the ID of a former container of its
 * data-dir alone if there is one, else every voter that no other running server has now, one that is stored with an
 * address of this server before the others.
 */
export function oldIdsOf(server: Server, configuration: StoredConfiguration, facts: Facts): readonly string[] {
  const voters = votersOf(configuration.servers)
  const taken = facts.servers.filter(s => s !== server && isUp(s) !== false).flatMap(s => serverIdOf(s) ?? [])
  const alive = facts.cluster.members.filter(m => m.status === 'alive').map(m => m.name)
  const free = voters
    .toSorted((a, b) => Number(isOwnAddress(server, b.address)) - Number(isOwnAddress(server, a.address)))
    .map(v => v.id)
    .filter(id => !taken.includes(id) && !alive.includes(id))
  const former = server.formerContainers.map(c => c.hostname).find(name => free.includes(name))
  return former === undefined ? free : [former]
}
