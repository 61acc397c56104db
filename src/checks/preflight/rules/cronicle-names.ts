import type {CronicleConfig} from '../../../case/cronicle.ts'
import {readValue} from '../../../case/read.ts'
import type {PlannedCronicle} from '../../../facts/preflight/types.ts'
import {type Effective, settingOf} from '../../../formats/cronicle/effective-settings.ts'
import type {SettingPath} from '../../../formats/cronicle/known-settings.ts'
import {type OwnValue, ownHostname} from '../../../formats/cronicle/own-identity.ts'
import type {Evidence} from '../../../report/types.ts'
import {quoteLine} from './quotes.ts'

/** The images bring Cronicle's sample, which names no host. */
const sample: CronicleConfig = {file: 'config.json of the image', settings: [], secretKey: null, misspelt: []}

/** A config.json that was not read may name the server: it lies in a volume, or is damaged. */
export function configIsHidden({server}: PlannedCronicle): boolean {
  return server.config.state === 'not-collected' || server.config.state === 'unreadable'
}

/** What the next container calls itself; null where nothing names it, so that its ID does. */
export function plannedHostname({server}: PlannedCronicle): OwnValue | null {
  return ownHostname({
    config: readValue(server.config) ?? sample,
    environment: readValue(server.environment),
    osHostname: readValue(server.osHostname),
    interfaces: null,
  })
}

export function givenSetting({server}: PlannedCronicle, path: SettingPath): Effective | null {
  return settingOf(path, readValue(server.config), readValue(server.environment) ?? [])
}

/** Names of `global/servers`; empty when there are no records to see. */
export function storedHostnames({server}: PlannedCronicle): readonly string[] {
  const servers = readValue(server.storage)?.servers
  return servers === undefined ? [] : (readValue(servers)?.items ?? []).map(i => i.value.hostname)
}

export function quoteRecords(planned: PlannedCronicle): readonly Evidence[] {
  const servers = readValue(planned.server.storage)?.servers
  const names = storedHostnames(planned)
  if (servers?.state !== 'read' || names.length === 0) return []
  const {file} = servers.value
  return [{source: `${file} (global/servers)`, value: names.join(', '), place: {file}}]
}

/** Where a value is written: in config.json or in the service. */
export function quoteValue({plan, server}: PlannedCronicle, {from}: OwnValue | Effective, value: string): Evidence {
  if (from.kind === 'config') return quoteLine(from.place, value)
  const service = plan?.service
  const variable = from.kind === 'environment' ? service?.environment.find(e => e.name === from.name) : undefined
  const place = variable?.place ?? (from.kind === 'os' ? service?.hostname?.place : undefined) ?? service?.place
  return place ? quoteLine(place, value) : {source: server.label, value}
}

/** `the service "cronicle"`, or the folder. */
export function nameOf({plan, subject}: PlannedCronicle): string {
  return plan === null ? `the Cronicle of ${subject}` : `the service "${plan.service.name}"`
}
