import type {ComposeService, Container} from '../case/case.ts'
import type {Read} from '../case/read.ts'
import {absent, notCollected, read} from '../case/read.ts'
import type {DkronSettings, SettingOrigin} from '../formats/dkron/types.ts'
import type {ApiFacts, Identity} from './types.ts'

/** Everything that may tell which server ID the present process has, strongest first. */
export interface IdentityEvidence {
  /** `--node-name` of this tool. */
  readonly told: string | null
  readonly container: Container | null
  readonly settings: DkronSettings | null
  readonly api: ApiFacts | null
  readonly service: ComposeService | null
  readonly serviceSettings: DkronSettings | null
  /** `node=` field of the newest log line that has one. */
  readonly logNode: string | null
}

/**
 * The effective server ID: what the operator says, else flag, environment, config file or host name of the
 * container (Dkron config.go `DefaultConfig`: the host name), else what the process says of itself, else the
 * compose text, else its log.
 */
export function identityOf(e: IdentityEvidence): Read<Identity> {
  if (e.told !== null) return known(e.told, {kind: 'told', text: `--node-name ${e.told}`}, true)
  if (e.container !== null && e.settings !== null) return ofContainer(e.container, e.settings)
  if (e.api?.agentName) return known(e.api.agentName, {kind: 'api', text: `${e.api.source} /v1/`})
  const fromCompose = ofService(e.service, e.serviceSettings)
  if (fromCompose?.state === 'read') return fromCompose
  if (e.logNode !== null) return known(e.logNode, {kind: 'log', text: 'node= of the newest log line'})
  return fromCompose ?? notCollected
}

function ofContainer(container: Container, settings: DkronSettings): Read<Identity> {
  if (settings.nodeName !== null) {
    return read({
      serverId: settings.nodeName.value,
      from: settings.nodeName,
      pinned: true,
      isContainerId: false,
      place: null,
    })
  }
  if (container.hostname === '') return absent(`${container.source}: neither a node name nor a host name`)
  // `domainname:` plays no part: it does not enter the kernel's host name, which is what Dkron takes.
  const isContainerId = container.id.startsWith(container.hostname) && looksLikeContainerId(container.hostname)
  return read({
    serverId: container.hostname,
    from: {
      value: container.hostname,
      origin: {kind: 'hostname', text: `host name of container ${container.name}`},
    },
    pinned: !isContainerId,
    isContainerId,
    place: null,
  })
}

function ofService(service: ComposeService | null, settings: DkronSettings | null): Read<Identity> | null {
  if (service === null || settings === null) return null
  if (settings.nodeName !== null) {
    const place = service.command?.place ?? service.place
    const named = settings.nodeName
    return read({serverId: named.value, from: named, pinned: true, isContainerId: false, place})
  }
  if (service.hostname !== null) {
    const origin: SettingOrigin = {kind: 'hostname', text: `hostname: ${service.hostname.value}`}
    return read({
      serverId: service.hostname.value,
      from: {value: service.hostname.value, origin},
      pinned: true,
      isContainerId: false,
      place: service.hostname.place,
    })
  }
  return absent(
    `${service.place.file}: service "${service.name}" sets neither --node-name nor hostname:, ` +
      'so its server ID is the ID of whichever container runs it',
  )
}

function known(serverId: string, origin: SettingOrigin, pinned = !looksLikeContainerId(serverId)): Read<Identity> {
  return read({
    serverId,
    from: {value: serverId, origin},
    pinned,
    isContainerId: !pinned,
    place: null,
  })
}

/** Twelve hex digits: the form of a container's default host name. */
function looksLikeContainerId(name: string): boolean {
  return /^[0-9a-f]{12}$/.test(name)
}
