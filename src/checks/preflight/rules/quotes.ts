import type {Place} from '../../../case/case.ts'
import type {PlannedServer} from '../../../facts/preflight/types.ts'
import type {Setting} from '../../../formats/dkron/types.ts'
import type {RaftServer} from '../../../formats/raft/types.ts'
import type {Evidence} from '../../../report/types.ts'

/** What stands in a line of a file. */
export function quoteLine(place: Place, value: string): Evidence {
  return {source: `${place.file}:${place.line}`, value, place}
}

/** A setting of a service where it is written, else the service. The value is left to the caller: keys stay secret. */
export function quoteGiven({service}: PlannedServer, setting: Setting<unknown>, value: string): Evidence {
  return quoteLine(setting.origin.place ?? service.place, value)
}

/** Which IDs the data-dir of a service knows; empty when nothing is known of it. */
export function quoteStored({dataDir, stored}: Pick<PlannedServer, 'dataDir' | 'stored'>): readonly Evidence[] {
  if (dataDir === null || stored === null) return []
  const file = `${dataDir.path.replace(/\/+$/, '')}/${stored.file}`
  return [{source: file, value: stored.servers.map(describe).join('; ') || 'no servers', place: {file}}]
}

function describe({suffrage, id, address}: RaftServer): string {
  return `${suffrage} "${id}" at ${address}`
}

/** The form of a container's default host name. */
export function isContainerId(name: string): boolean {
  return /^[0-9a-f]{12}$/.test(name)
}
