import type {Storage} from './open-storage.ts'
import type {Identity} from './own-identity.ts'

export interface Eligibility {
  readonly kind: 'unknown' | 'eligible' | 'ineligible'
  /** Title of the group that makes it eligible. */
  readonly group: string
}

interface ServerGroup {
  readonly title: string
  readonly regexp: string
  readonly master?: number
}

/** @param inCluster a primary has called, so that the stored records no longer matter. */
export async function readEligibility(storage: Storage, hostname: string, inCluster: boolean): Promise<Eligibility> {
  const servers = await storage.list<Identity>('global/servers')
  const known = servers?.items.some(s => s.hostname === hostname)
  if (!known && !inCluster) return {kind: 'unknown', group: ''}
  const groups = await storage.list<ServerGroup>('global/server_groups')
  const group = groups?.items.find(g => g.master && matches(hostname, g.regexp))
  return group ? {kind: 'eligible', group: group.title} : {kind: 'ineligible', group: ''}
}

function matches(hostname: string, regexp: string): boolean {
  try {
    return new RegExp(regexp).test(hostname)
  } catch {
    return false
  }
}
