import type {Server} from '../../../facts/types.ts'
import type {PeersFile} from '../../../formats/raft/types.ts'
import {hasStateToRecover} from './raft-state.ts'
import {isAtLeast, recoversFromPeersJson} from './released-behaviour.ts'
import {serverIdOf} from './server-id.ts'

/** The peers.json that the next start reads, whatever it holds; null when there is none. */
export function peersFileAtStart(server: Server): PeersFile | null {
  return server.peersFiles.find(f => f.placed === 'read-at-start') ?? null
}

/** It parses and keeps Raft's rules. */
export function isWellFormed(file: PeersFile): boolean {
  return file.parseError === null && file.style === 'servers' && file.ruleErrors.length === 0
}

/** Whether the server's own ID stands in the file as a voter; null when the ID is not known. */
function namesItselfAsVoter(server: Server, file: PeersFile): boolean | null {
  const serverId = serverIdOf(server)
  return serverId === null ? null : file.servers.some(s => s.id === serverId && s.suffrage === 'Voter')
}

/** The next start replaces the stored configuration by this file and has this server among its voters. */
export function pendingRecovery(server: Server): PeersFile | null {
  const file = peersFileAtStart(server)
  if (file === null || !isWellFormed(file) || namesItselfAsVoter(server, file) !== true) return null
  if (isAtLeast(server, recoversFromPeersJson) === false) return null
  return hasStateToRecover(server) ? file : null
}
