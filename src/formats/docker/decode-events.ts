import type {EngineEvent} from '../../case/engine-event.ts'
import type {JsonObject} from '../json-shape.ts'
import {isObject, numberOf, objectOf, parseJson, textOf} from '../json-shape.ts'

const actions = new Set<string>([
  ...(['create', 'start', 'die', 'oom', 'kill', 'restart', 'destroy'] satisfies EngineEvent['action'][]),
  ...(['connect', 'disconnect'] satisfies EngineEvent['action'][]),
])

/**
 * Events of containers and networks as the engine's API gives them, one JSON object a line, oldest first (Docker Engine
 * API, "Monitor events"). A line cut off at the end, and events of other kinds, are left out. Never throws.
 */
export function decodeEvents(text: string): readonly EngineEvent[] {
  return text.split('\n').flatMap(line => {
    const parsed = parseJson(line)
    return 'value' in parsed && isObject(parsed.value) ? eventOf(parsed.value) : []
  })
}

function eventOf(event: JsonObject): readonly EngineEvent[] {
  const actor = objectOf(event.Actor)
  const attributes = objectOf(actor.Attributes)
  const attribute = (name: string) => textOf(attributes[name])
  const ofNetwork = event.Type === 'network'
  const action = textOf(event.Action)
  const container = ofNetwork ? attribute('container') : textOf(actor.ID)
  const time = timeOf(event)
  if ((!ofNetwork && event.Type !== 'container') || container === null || time === null) return []
  if (action === null || !actions.has(action)) return []
  return [
    {
      time,
      action: action as EngineEvent['action'],
      container,
      name: ofNetwork ? null : attribute('name'),
      service: attribute('com.docker.compose.service'),
      project: attribute('com.docker.compose.project'),
      network: ofNetwork ? attribute('name') : null,
      exitCode: wholeNumber(attribute('exitCode')),
      signal: wholeNumber(attribute('signal')),
    },
  ]
}

/** `timeNano` is beyond what JSON's numbers hold exactly, and precise enough for milliseconds. */
function timeOf(event: JsonObject): string | null {
  const nanos = numberOf(event.timeNano)
  const milliseconds = nanos === null ? (numberOf(event.time) ?? Number.NaN) * 1000 : nanos / 1e6
  const date = new Date(Math.floor(milliseconds))
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null
}
