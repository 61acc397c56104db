import type {EngineRow} from '../../formats/docker/decode-engine-row.ts'
import type {ContainerRef} from '../../repairs/container-actions.ts'

/**
 * The containers that are meant now: those of the service, whatever their IDs, else the one with the ID. Several only
 * while compose is at work, or was cut off at it.
 */
export function containersOf(rows: readonly EngineRow[], {id, service}: ContainerRef): readonly EngineRow[] {
  if (service === null) return rows.filter(row => row.id === id)
  return rows.filter(
    ({compose}) => compose?.project === service.project && compose.service === service.name && !compose.oneOff,
  )
}
