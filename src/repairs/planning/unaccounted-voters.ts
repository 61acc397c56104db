import {readValue} from '../../case/read.ts'
import type {Facts} from '../../facts/types.ts'
import type {RaftServer} from '../../formats/raft/types.ts'

/**
 * Voters that nothing at hand accounts for: another server's process may still carry the ID. Accounted for are IDs
 * of servers whose data-dir is at hand, and one stored ID for each data-dir at hand (its server's former name).
 */
export function unaccountedVoters(servers: readonly RaftServer[], facts: Facts): readonly string[] {
  const voters = servers.filter(s => s.suffrage === 'Voter').map(s => s.id)
  const held = facts.servers.filter(s => s.dataDir !== null)
  const present = new Set(held.flatMap(s => readValue(s.identity)?.serverId ?? []))
  const former = new Set(held.flatMap(s => s.formerContainers.map(c => c.hostname)))
  const unknown = voters.filter(id => !present.has(id) && !former.has(id))
  const renamed = held.filter(s => {
    const id = readValue(s.identity)?.serverId
    return id === undefined || !voters.includes(id)
  })
  return unknown.length <= renamed.length ? [] : unknown
}
