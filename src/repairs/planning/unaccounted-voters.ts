import {readValue} from '../../case/read.ts'
import type {Facts} from '../../facts/types.ts'
import type {RaftServer} from '../../formats/raft/types.ts'
import type {Assignment} from '../assign-stored-ids.ts'

/**
 * Voters that nothing at hand accounts for: another server's process may still carry the ID. Accounted for are IDs
 * of servers whose data-dir is at hand, IDs said to be gone, and one stored ID for each data-dir at hand whose server
 * has another name now.
 */
export function unaccountedVoters(
  servers: readonly RaftServer[],
  facts: Facts,
  gone: readonly string[],
): readonly string[] {
  const voters = servers.filter(s => s.suffrage === 'Voter').map(s => s.id)
  const held = facts.servers.filter(s => s.dataDir !== null)
  const present = new Set(held.flatMap(s => readValue(s.identity)?.serverId ?? []))
  const former = new Set(held.flatMap(s => s.formerContainers.map(c => c.hostname)))
  const unknown = voters.filter(id => !present.has(id) && !former.has(id) && !gone.includes(id))
  const renamed = held.filter(s => {
    const id = readValue(s.identity)?.serverId
    const known = s.formerContainers.some(c => voters.includes(c.hostname))
    return !known && (id === undefined || !voters.includes(id))
  })
  return unknown.length <= renamed.length ? [] : unknown
}

/** Voters that are not at hand, where a server is to be dealt one of several IDs: its peer may carry it already. */
export function strangersAmong(dealt: readonly Assignment[], facts: Facts, gone: readonly string[]): readonly string[] {
  const strange = dealt
    .filter(a => !a.certain)
    .flatMap(({server}) => {
      const configuration = readValue(server.configuration)
      return configuration ? unaccountedVoters(configuration.servers, facts, gone) : []
    })
  return [...new Set(strange)]
}

/** Voters said to be gone that the evidence shows alive: a container that runs, or gossip that has them alive. */
export function aliveThoughGone(facts: Facts, gone: readonly string[]): readonly string[] {
  const alive = facts.cluster.members.filter(m => m.status === 'alive').map(m => m.name)
  const running = facts.servers.flatMap(s => (s.container?.running ? (readValue(s.identity)?.serverId ?? []) : []))
  return gone.filter(id => alive.includes(id) || running.includes(id))
}
