import type {ComposeService, Container} from '../case/case.ts'
import type {Read} from '../case/read.ts'
import {absent, notCollected, read, unreadable} from '../case/read.ts'
import {configGap} from '../formats/dkron/settings-of.ts'
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
  const gap = e.container !== null && e.settings?.nodeName === null ? configGap(e.container) : null
  if (e.container !== null && e.settings !== null && gap === null) return ofContainer(e.container, e.settings)
  if (e.api?.agentName) return known(e.api.agentName, {kind: 'api', text: `${e.api.source} /v1/`})
  if (gap !== null) return mayBeNamed(gap)
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
      passedOver: passedOver(container),
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
    passedOver: passedOver(container),
  })
}

function ofService(service: ComposeService | null, settings: DkronSettings | null): Read<Identity> | null {
  if (service === null || settings === null) return null
  if (settings.nodeName !== null) {
    const named = settings.nodeName
    const place = named.origin.place ?? service.place
    return read({serverId: named.value, from: named, pinned: true, isContainerId: false, place, passedOver: null})
  }
  const gap = configGap(service)
  if (gap !== null) return mayBeNamed(gap)
  if (service.hostname !== null) {
    const origin: SettingOrigin = {kind: 'hostname', text: `hostname: ${service.hostname.value}`}
    return read({
      serverId: service.hostname.value,
      from: {value: service.hostname.value, origin},
      pinned: true,
      isContainerId: false,
      place: service.hostname.place,
      passedOver: passedOver(service),
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
    passedOver: null,
  })
}

/** The config file outranks the host name, so without it the name is not known. */
function mayBeNamed({where, reason}: {where: string; reason: string}): Read<Identity> {
  return unreadable(where, `${reason}; it may hold a node-name, which outranks the host name`)
}

function passedOver({config}: Container | ComposeService): Identity['passedOver'] {
  if (config.state !== 'read' || config.value.problem === null) return null
  return {file: config.value.file, problem: config.value.problem}
}

/** Twelve hex digits: the form of a container's default host name. */
function looksLikeContainerId(name: string): boolean {
  return /^[0-9a-f]{12}$/.test(name)
}
