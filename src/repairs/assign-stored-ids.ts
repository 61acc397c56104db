import {readValue} from '../case/read.ts'
import {oldIdsOf} from '../checks/no-leader/rules/old-ids.ts'
import type {Facts, Server} from '../facts/types.ts'

/** The stored server ID that each of these servers should go back to. */
export interface Assignment {
  readonly server: Server
  readonly storedId: string
  /** No other stored ID could have been its own; otherwise any free one serves, each on one server only. */
  readonly certain: boolean
}

/**
 * Gives each server a stored voter ID that nobody else has now; servers without a choice first, what is left is
 * dealt out in order. A server ID is only a label: any server may carry any of them as long as all start anew and
 * no two share one. Shorter than `servers` when there are not enough.
 */
export function assignStoredIds(facts: Facts, servers: readonly Server[]): readonly Assignment[] {
  const given = new Set<string>()
  const choices = servers.map(server => {
    const configuration = readValue(server.configuration)
    return {server, ids: configuration ? oldIdsOf(server, configuration, facts) : []}
  })
  const assigned = new Map<Server, Assignment>()
  for (const {server, ids} of [...choices].sort((a, b) => a.ids.length - b.ids.length)) {
    const storedId = ids.find(id => !given.has(id))
    if (storedId === undefined) continue
    given.add(storedId)
    assigned.set(server, {server, storedId, certain: ids.length === 1})
  }
  return servers.flatMap(server => assigned.get(server) ?? [])
}
