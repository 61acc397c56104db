import {isDeepStrictEqual} from 'node:util'
import type {ComposeFile, ComposeService} from '../../case/case.ts'
import {decodeCompose} from '../../formats/compose/decode-compose.ts'
import {settingsOfService} from '../../formats/dkron/settings-of.ts'

/** What a service comes to with all files of its project merged, places and origins left out. */
export interface EffectiveService {
  readonly settings: Readonly<Record<string, unknown>>
  readonly hostname: string | null
  /** Null for a variable whose value only the shell that calls compose knows. */
  readonly environment: Readonly<Record<string, string | null>>
  readonly networks: ComposeService['networks']
  readonly mounts: ComposeService['mounts']
}

/** Subnets of the project's networks as far as they are written down, by the network's name. */
export type EffectiveSubnets = Readonly<Record<string, readonly string[]>>

/** What an edit is to change, told from a service before and after it. */
export interface Effect {
  /** The edit has done what it is for. */
  readonly holds: (after: EffectiveService, subnets: EffectiveSubnets) => boolean
  /** Parts of the service, or names of settings and variables, that may differ. */
  readonly mayChange: readonly string[]
  /** Network of the project whose subnets may differ; null when none may. */
  readonly network?: string | null
}

/**
 * Whether the edited texts, merged as compose merges them, give the service exactly the intended effect and leave
 * every other service, setting and subnet as it was: a flag may stand in the text and yet reach a shell instead of Dkron, or
 * be overridden elsewhere.
 */
export function provesEffect(
  project: ComposeFile,
  service: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  {holds, mayChange, network = null}: Effect,
): boolean {
  const old = effectiveProject(project, before)
  const now = effectiveProject(project, after)
  const mine = now?.services.get(service)
  if (old === null || now === null || mine === undefined || !holds(mine, now.subnets)) return false
  const others = (subnets: EffectiveSubnets) => Object.entries(subnets).filter(([name]) => name !== network)
  if (!isDeepStrictEqual(others(old.subnets), others(now.subnets))) return false
  return [...now.services].every(([name, effective]) => {
    const was = old.services.get(name)
    if (was === undefined || old.services.size !== now.services.size) return false
    return name === service
      ? isDeepStrictEqual(without(was, mayChange), without(effective, mayChange))
      : isDeepStrictEqual(was, effective)
  })
}

interface EffectiveProject {
  readonly services: ReadonlyMap<string, EffectiveService>
  readonly subnets: EffectiveSubnets
}

function effectiveProject({files}: ComposeFile, texts: ReadonlyMap<string, string>): EffectiveProject | null {
  const given = files.flatMap(path => {
    const text = texts.get(path)
    return text === undefined ? [] : [{path, text}]
  })
  // Variables of the shell are the same on both sides and so play no part in the comparison.
  const {compose} = decodeCompose(given, {}, path => texts.get(path) ?? null)
  return (
    compose && {
      services: new Map(compose.services.map(service => [service.name, effectiveService(service)])),
      subnets: Object.fromEntries(compose.networks.map(n => [n.name, n.subnets])),
    }
  )
}

function effectiveService(service: ComposeService): EffectiveService {
  const settings = Object.entries(settingsOfService(service)).map(([name, setting]) => [name, settingValue(setting)])
  return {
    settings: Object.fromEntries(settings),
    hostname: service.hostname?.value ?? null,
    environment: Object.fromEntries(service.environment.map(({name, value}) => [name, value])),
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
  return {...keep(service), settings: keep(service.settings), environment: keep(service.environment)}
}
