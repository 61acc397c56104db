import type {CronicleServer} from '../../case/cronicle.ts'
import {readValue} from '../../case/read.ts'
import {secretOf, settingOf} from '../../formats/cronicle/effective-settings.ts'
import type {SettingPath} from '../../formats/cronicle/known-settings.ts'
import {type Course, lastHit} from './course.ts'
import {originText} from './identity.ts'
import type {Known, PrimarySettings} from './types.ts'

/** A setting in force with its origin; null when it is not set or the configuration was not read. */
export function settingIn(server: CronicleServer | null, path: SettingPath): Known<string | number | boolean> | null {
  if (server === null) return null
  const set = settingOf(path, readValue(server.config), readValue(server.environment) ?? [])
  if (set === null || set.value === null) return null
  return {value: set.value, quote: {source: originText(set.from), value: `${path}: ${JSON.stringify(set.value)}`}}
}

export function numberIn(known: Known<unknown> | null): Known<number> | null {
  if (known === null) return null
  const value = Number(known.value)
  return Number.isFinite(value) && known.value !== '' ? {value, quote: known.quote} : null
}

export function keyMarkOf(server: CronicleServer | null): Known<string> | null {
  if (server === null) return null
  const secret = secretOf(readValue(server.config), readValue(server.environment) ?? [])
  return secret && {value: secret.mark, quote: {source: originText(secret.from), value: `secret_key (${secret.mark})`}}
}

/** Cronicle's own when nothing else is set. */
const defaultPort = 3012

/** The primary's settings, and what its log shows of them where config.json was not read. */
export function primarySettings(server: CronicleServer | null, course: Course): PrimarySettings {
  const config = server === null ? null : readValue(server.config)
  const http = numberIn(settingIn(server, 'WebServer/http_port'))
  const remote = numberIn(settingIn(server, 'remote_server_port'))
  const named = settingIn(server, 'server_comm_use_hostnames')
  const file = config?.file ?? ''
  return {
    useHostnames:
      named !== null
        ? {value: Boolean(named.value), quote: named.quote}
        : config === null
          ? dialsByName(course)
          : {value: false, quote: {source: file, value: 'server_comm_use_hostnames is not set'}},
    dialPort:
      (remote !== null && remote.value > 0 ? remote : http) ??
      dialledPort(course) ??
      (config === null ? null : {value: defaultPort, quote: {source: file, value: `port ${defaultPort} by default`}}),
    httpPort: http?.value ?? (config === null ? null : defaultPort),
    clockDrift: numberIn(settingIn(server, 'max_clock_drift'))?.value || 10,
    keyMark: keyMarkOf(server),
  }
}

function dialledPort(course: Course): Known<number> | null {
  const hit = lastHit(course.hits, 'dialling', 'add-requested')
  return hit?.groups.port === undefined ? null : {value: Number(hit.groups.port), quote: hit.quote}
}

/** The line that takes a worker names hostname and address; the one that dials it shows which of them is used. */
function dialsByName(course: Course): Known<boolean> | null {
  for (let i = course.hits.length - 1; i > 0; i--) {
    const hit = course.hits[i]
    if (hit?.entry !== 'dialling') continue
    const taken = course.hits.slice(0, i).findLast(h => h.entry === 'worker-taken')
    if (taken === undefined || taken.groups.ip === taken.groups.worker) continue
    if (hit.groups.host === taken.groups.worker) return {value: true, quote: hit.quote}
    if (hit.groups.host === taken.groups.ip) return {value: false, quote: hit.quote}
  }
  return null
}
