import type {CronicleConfig, CronicleInterface, CronicleVariable} from '../../case/cronicle.ts'
import {type Origin, settingOf} from './effective-settings.ts'

/** What a server will call itself at its next start, and why. */
export interface OwnValue {
  readonly value: string
  readonly from: Origin | {readonly kind: 'os'; readonly what: string}
}

/** What is known of a server before it says anything itself; null where it is not known. */
export interface IdentitySources {
  readonly config: CronicleConfig | null
  readonly environment: readonly CronicleVariable[] | null
  readonly osHostname: string | null
  readonly interfaces: readonly CronicleInterface[] | null
}

/**
 * The hostname by pixl-config's rule (getHostname): `hostname` of the settings as it stands, else HOSTNAME, else HOST,
 * else the system's; only the last three in small letters. null when what decides is not known.
 */
export function ownHostname(sources: IdentitySources): OwnValue | null {
  const {config, environment, osHostname} = sources
  const set = settingOf('hostname', config, environment ?? [])
  if (set && isTruthy(set.value)) return {value: String(set.value), from: set.from}
  if (config === null) return null
  for (const name of ['HOSTNAME', 'HOST']) {
    const value = environment?.findLast(v => v.name === name)?.value
    if (value) return {value: value.toLowerCase(), from: {kind: 'environment', name}}
  }
  if (osHostname === null || osHostname === '') return null
  return {value: osHostname.toLowerCase(), from: {kind: 'os', what: 'host name of the system'}}
}

/**
 * The address by pixl-config's rule (getIPAddress): `ip` of the settings as it stands, else the first IPv4 address of an
 * interface that is not internal and not 169.254.*, else the first of those. null when what decides is not known.
 */
export function ownAddress(sources: IdentitySources): OwnValue | null {
  const {config, environment, interfaces} = sources
  const set = settingOf('ip', config, environment ?? [])
  if (set && isTruthy(set.value)) return {value: String(set.value), from: set.from}
  if (config === null || interfaces === null) return null
  const outward = interfaces.filter(i => i.family === 'IPv4' && !i.internal)
  const chosen = outward.find(i => !i.address.startsWith('169.254.')) ?? outward[0]
  return chosen ? {value: chosen.address, from: {kind: 'os', what: `interface ${chosen.name}`}} : null
}

function isTruthy(value: unknown): boolean {
  return value !== '' && value !== 0 && value !== false && value !== null
}
