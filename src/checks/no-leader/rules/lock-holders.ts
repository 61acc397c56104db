import {readValue} from '../../../case/read.ts'
import type {LockHolder} from '../../../case/store-lock.ts'
import type {Facts, Server} from '../../../facts/types.ts'
import type {Evidence} from '../../../report/types.ts'

/** A process that holds the lock of a server's raft.db. */
export interface SeenHolder {
  readonly holder: LockHolder
  /** The scheduler this data-dir belongs to, another container, or something else. */
  readonly is: 'the-server' | 'a-container' | 'a-process'
  /** Container's name or the start of its ID. */
  readonly container: string | null
}

/**
 * Who holds the lock of this server's raft.db on this host; empty when nobody is seen. A data-dir that was only matched
 * by its name is a copy, whose lock says nothing of the container.
 */
export function lockHoldersOf(server: Server, facts: Facts): readonly SeenHolder[] {
  if (!isItsOwnFile(server) || server.dataDir === null) return []
  const lock = readValue(server.dataDir.lock)
  return (lock?.holders ?? []).map(holder => {
    const runsIn = facts.servers.find(s => s.container !== null && isIn(holder, s))
    const container = runsIn?.label ?? holder.container?.slice(0, 12) ?? null
    const own = server.container === null ? isDkron(holder) : isIn(holder, server)
    return {holder, container, is: own ? 'the-server' : container === null ? 'a-process' : 'a-container'}
  })
}

/** Why a holder may be there that is not seen; null when it would be seen, or when no lock was looked at. */
export function lockBlindSpot(server: Server): string | null {
  const lock = server.dataDir?.lock
  if (!isItsOwnFile(server) || lock === undefined || server.store.state !== 'read') return null
  if (lock.state === 'unreadable') return `${lock.where}: ${lock.reason}`
  return lock.state === 'read' ? lock.value.blindSpot : null
}

export function describeHolder({holder, container}: SeenHolder): string {
  const process = `process ${holder.pid}${holder.command === null ? '' : ` (${holder.command})`}`
  return container === null ? process : `${process} in container ${container}`
}

export function quoteHolder(server: Server, seen: SeenHolder): Evidence {
  return {
    source: `/proc/locks: ${server.dataDir?.path ?? server.label}`,
    value: `${describeHolder(seen)} holds raft.db`,
  }
}

/** The data-dir was given alone, or is the very folder that the container mounts. */
function isItsOwnFile(server: Server): boolean {
  return server.container === null || server.joinedBy === 'same-path'
}

function isIn(holder: LockHolder, {container}: Server): boolean {
  if (container === null) return false
  if (holder.container !== null) return holder.container === container.id
  const {pid} = container
  return pid !== null && (holder.pid === pid || holder.ancestors.includes(pid))
}

function isDkron({command}: LockHolder): boolean {
  return /^(?:\S*\/)?dkron\S*(?:\s|$)/.test(command ?? '')
}
