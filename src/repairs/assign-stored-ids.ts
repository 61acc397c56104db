import {readValue} from '../case/read.ts'
import {oldIdsOf} from '../checks/no-leader/rules/old-ids.ts'
import {isOwnAddress} from '../checks/no-leader/rules/own-addresses.ts'
import type {Facts, Server} from '../facts/types.ts'

/** The stored server ID that each of these servers should go back to. */
export interface Assignment {
  readonly server: Server
  readonly storedId: string
  /** No other stored ID could have been its own; otherwise any free one serves, each on one server only. */
  readonly certain: boolean
}

/**
 * Gives each server a stored voter ID that nobody else has now; servers without a choice first, then those that have
 * kept the address of one, what is left is dealt out in order. A server ID is only a label: any server may carry any of
 * them as long as all start anew and no two share one. But at the stored address of another ID it would not last: a
 * leader removes whoever is stored at the address of a member, be it itself, and its Raft ends there (Dkron leader.go:
 * addRaftPeer, "removed server with duplicate address"). Shorter than `servers` when there are not enough.
 */
export function assignStoredIds(facts: Facts, servers: readonly Server[]): readonly Assignment[] {
  const given = new Set<string>()
  const choices = servers.map(server => {
    const configuration = readValue(server.configuration)
    const ids = configuration ? oldIdsOf(server, configuration, facts) : []
    const first = configuration?.servers.find(s => s.id === ids[0])
    return {server, ids, isElsewhere: first === undefined || !isOwnAddress(server, first.address)}
  })
  const assigned = new Map<Server, Assignment>()
  const order = choices.toSorted((a, b) => a.ids.length - b.ids.length || Number(a.isElsewhere) - Number(b.isElsewhere))
  for (const {server, ids} of order) {
    const storedId = ids.find(id => !given.has(id))
    if (storedId === undefined) continue
    given.add(storedId)
    assigned.set(server, {server, storedId, certain: ids.length === 1})
  }
  return servers.flatMap(server => assigned.get(server) ?? [])
}
