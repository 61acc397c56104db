import type {ComposeService, Place} from '../../case/case.ts'
import type {DkronSettings, Setting} from './types.ts'

/** Settings that a service gives, each with the place where the service says so. */
export function placeSettings(settings: DkronSettings, service: ComposeService): DkronSettings {
  return mapSettings(settings, (_, setting) => placeIn(service, setting))
}

/** Settings that run now, with the places where the service gives the same values; the others stay without one. */
export function placeLike(settings: DkronSettings, planned: DkronSettings): DkronSettings {
  return mapSettings(settings, (name, setting) => {
    const same = planned[name]
    return isSetting(same) && same.value === setting.value ? (same.origin.place ?? null) : null
  })
}

function mapSettings(
  settings: DkronSettings,
  placeFor: (name: keyof DkronSettings, setting: Setting<unknown>) => Place | null,
): DkronSettings {
  const placed = Object.entries(settings).map(([name, value]) => {
    if (!isSetting(value) || value.origin.place) return [name, value]
    const place = placeFor(name as keyof DkronSettings, value)
    return [name, place === null ? value : {...value, origin: {...value.origin, place}}]
  })
  return Object.fromEntries(placed) as DkronSettings
}

function isSetting(value: unknown): value is Setting<unknown> {
  return typeof value === 'object' && value !== null && 'origin' in value
}

function placeIn(service: ComposeService, {origin}: Setting<unknown>): Place | null {
  if (origin.kind === 'environment') return service.environment.find(e => e.name === origin.text)?.place ?? null
  if (origin.kind !== 'flag') return null
  // Written `--name=value`, `--name value` or with one dash; of several the last one counts.
  const name = /^--([a-z-]+)/.exec(origin.text)?.[1]
  const written = new RegExp(`^--?${name}(=|$)`)
  for (const words of [service.command, service.entrypoint]) {
    const at = words?.value.findLastIndex(word => written.test(word)) ?? -1
    if (words && at !== -1) return words.places?.[at] ?? words.place
  }
  // Inside the script of a shell.
  return service.command?.place ?? service.entrypoint?.place ?? null
}
