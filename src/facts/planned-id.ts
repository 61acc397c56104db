import type {ComposeService, Place} from '../case/case.ts'
import {configGap, settingsOfService} from '../formats/dkron/settings-of.ts'

/** The server ID that a compose file gives the next container of a service. */
export type PlannedId =
  | {readonly kind: 'named'; readonly id: string; readonly place: Place; readonly text: string}
  /** Nothing in the service names it: it becomes the next container's own ID. */
  | {readonly kind: 'container-id'; readonly place: Place}

/** What the compose file plans; null when a config file that was not read may name it. */
export function plannedIdIn(service: ComposeService): PlannedId | null {
  const nodeName = settingsOfService(service).nodeName
  if (nodeName !== null) {
    const place = nodeName.origin.place ?? service.place
    return {kind: 'named', id: nodeName.value, place, text: nodeName.origin.text}
  }
  if (configGap(service) !== null) return null
  if (service.hostname !== null) {
    const {value, place} = service.hostname
    return {kind: 'named', id: value, place, text: `hostname: ${value}`}
  }
  // On the host's network the container has the host's name, which outlives it.
  return service.networkMode?.value === 'host' ? null : {kind: 'container-id', place: service.place}
}
