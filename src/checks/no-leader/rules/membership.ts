import {readValue} from '../../../case/read.ts'
import type {Server} from '../../../facts/types.ts'
import type {RaftServer, Suffrage} from '../../../formats/raft/types.ts'
import {serverIdOf} from './server-id.ts'

/** What the stored configuration knows of the server's own ID; null when one of the two is not known. */
export function suffrageOf(server: Server): Suffrage | 'absent' | null {
  const serverId = serverIdOf(server)
  const configuration = readValue(server.configuration)
  if (serverId === null || configuration === null) return null
  return configuration.servers.find(s => s.id === serverId)?.suffrage ?? 'absent'
}

export function votersOf(servers: readonly RaftServer[]): readonly RaftServer[] {
  return servers.filter(s => s.suffrage === 'Voter')
}

/** How two different server IDs look alike to a person but not to Raft, which compares bytes. */
export function likenessOf(a: string, b: string): string | null {
  if (a === b) return null
  if (a.toLowerCase() === b.toLowerCase()) return 'they differ only in capital letters'
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a]
  if (shorter !== '' && longer.toLowerCase().startsWith(`${shorter.toLowerCase()}.`)) {
    return 'one is the other with a domain'
  }
  if (a.trim() === b.trim()) return 'they differ only in spaces'
  return null
}

/** Twelve hex digits: the form of a container's default host name. */
export function looksLikeContainerId(id: string): boolean {
  return /^[0-9a-f]{12}$/.test(id)
}
