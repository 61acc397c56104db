import {type PlannedId, plannedIdIn} from '../../../facts/planned-id.ts'
import type {Server} from '../../../facts/types.ts'

/** What the compose file plans; null when no service is known for this server, or a config file may name it. */
export function plannedIdOf(server: Server): PlannedId | null {
  const service = server.compose?.service
  return service ? plannedIdIn(service) : null
}
