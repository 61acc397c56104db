import {isDeepStrictEqual} from 'node:util'
import type {ComposeFile, ComposeService} from '../../case/case.ts'
import {decodeCompose} from '../../formats/compose/decode-compose.ts'
import {settingsOfService} from '../../formats/dkron/settings-of.ts'

/** What a service comes to with all files of its project merged, places and origins left out. */
export interface EffectiveService {
  readonly settings: Readonly<Record<string, unknown>>
  readonly hostname: string | null
  readonly networks: ComposeService['networks']
  readonly mounts: ComposeService['mounts']
}

/** What an edit is to change, told from a service before and after it. */
export interface Effect {
  /** The edit has done what it is for. */
  readonly holds: (after: EffectiveService) => boolean
  /** Parts of the service, or names of settings, that may differ. */
  readonly mayChange: readonly string[]
}

/**
 * Whether the edited texts, merged as compose merges them, give the service exactly the intended effect and leave
 * every other service and setting as it was: a flag may stand in the text and yet reach a shell instead of Dkron, or
 * be overridden elsewhere.
 */
export function provesEffect(
  project: ComposeFile,
  service: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  {holds, mayChange}: Effect,
): boolean {
  const old = effectiveServices(project, before)
  const now = effectiveServices(project, after)
  const mine = now?.get(service)
  if (old === null || now === null || mine === undefined || !holds(mine)) return false
  return [...now].every(([name, effective]) => {
    const was = old.get(name)
    if (was === undefined || old.size !== now.size) return false
    return name === service
      ? isDeepStrictEqual(without(was, mayChange), without(effective, mayChange))
      : isDeepStrictEqual(was, effective)
  })
}

function effectiveServices(
  {files}: ComposeFile,
  texts: ReadonlyMap<string, string>,
): ReadonlyMap<string, EffectiveService> | null {
  const given = files.flatMap(path => {
    const text = texts.get(path)
    return text === undefined ? [] : [{path, text}]
  })
  // Variables of the shell are the same on both sides and so play no part in the comparison.
  const {compose} = decodeCompose(given, {}, path => texts.get(path) ?? null)
  return compose && new Map(compose.services.map(service => [service.name, effectiveService(service)]))
}

function effectiveService(service: ComposeService): EffectiveService {
  const settings = Object.entries(settingsOfService(service)).map(([name, setting]) => [name, settingValue(setting)])
  return {
    settings: Object.fromEntries(settings),
    hostname: service.hostname?.value ?? null,
    networks: service.networks.map(n => withoutPlaces(n)),
    mounts: service.mounts.map(m => withoutPlaces(m)),
  }
}

function settingValue(setting: unknown): unknown {
  return typeof setting === 'object' && setting !== null && 'value' in setting ? setting.value : setting
}

function withoutPlaces<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, (key, inner) => (key === 'place' ? undefined : inner)))
}

function without(service: EffectiveService, names: readonly string[]): unknown {
  const keep = (part: object) => Object.fromEntries(Object.entries(part).filter(([name]) => !names.includes(name)))
  return {...keep(service), settings: keep(service.settings)}
}
