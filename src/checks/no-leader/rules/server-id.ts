import {readValue} from '../../../case/read.ts'
import type {Server} from '../../../facts/types.ts'

/**
 * The server ID the process has, or null when that is not known. A name that still holds what only a shell, compose
 * or Swarm fills in (`{{.Node.Hostname}}`) is no ID yet.
 */
export function serverIdOf(server: Server): string | null {
  const identity = readValue(server.identity)
  return identity === null || identity.from.unresolved ? null : identity.serverId
}
