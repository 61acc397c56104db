import type {Server} from '../../../facts/types.ts'

/**
 * Whether the server's process runs; null when there is no container to tell (a bare data-dir). A container that is
 * paused or restarting in a loop has `running` set but answers nobody.
 */
export function isUp(server: Server): boolean | null {
  return server.container === null ? null : server.container.status === 'running'
}

/** Its API said anything at all, which it does only once start-up has come past joining. */
export function hasAnswered({api}: Server): boolean {
  return api !== null && (api.isLeader !== null || api.members !== null || api.agentName !== null)
}

/** It ended by itself, not by `docker stop` (0, 137 SIGKILL, 143 SIGTERM, 130 SIGINT) or was killed for its memory. */
export function hasCrashed(server: Server): boolean {
  const container = server.container
  if (container === null || container.status === 'running') return false
  if (container.status === 'restarting' || container.oomKilled) return true
  return container.status === 'exited' && ![0, 130, 137, 143].includes(container.exitCode)
}
