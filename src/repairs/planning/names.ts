import {readValue} from '../../case/read.ts'
import type {Server} from '../../facts/types.ts'
import type {PlanContext} from './context.ts'

/** The name asked for with `--node-name`; null when none was, or it is not for this server. */
export function wishedName({facts, wishes}: PlanContext, server: Server, concerned: number): string | null {
  const {nodeNames} = wishes
  if (nodeNames.length === 1) return concerned === 1 ? (nodeNames[0] ?? null) : null
  return nodeNames[facts.servers.filter(s => s.dataDir !== null).indexOf(server)] ?? null
}

/** A name that tells the service, never a container's; the present one when it is fixed already. */
export function proposedName(server: Server): string {
  const identity = readValue(server.identity)
  if (identity?.pinned && identity.serverId !== '') return identity.serverId
  return server.compose?.service.name ?? server.container?.compose?.service ?? 'dkron-node-1'
}
