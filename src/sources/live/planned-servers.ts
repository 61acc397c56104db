import {basename, resolve} from 'node:path'
import type {ComposeFile, ComposeService} from '../../case/case.ts'
import type {DockerVolume} from '../../case/docker-volume.ts'
import {mountOver} from '../../formats/dkron/config-places.ts'
import {settingsOfService} from '../../formats/dkron/settings-of.ts'
import {boundFolder} from '../../formats/docker/bound-folder.ts'
import {hiddenContent} from '../docker/locate-mount.ts'

/** Where a compose file lets a Dkron server keep its data. */
export interface PlannedServer {
  /** For messages: `service "dkron"`. */
  readonly server: string
  /** Folder of this host; null when it lies in a volume or outlives no container. */
  readonly folder: string | null
  readonly volume: PlannedVolume | null
}

/** A volume as a compose file names it. */
export interface PlannedVolume {
  readonly key: string
  /** What it is called to the engine, likeliest first. */
  readonly names: readonly string[]
  /** Project names it may bear in compose's labels. */
  readonly projects: readonly string[]
  /** Path of the data-dir inside of it. */
  readonly rest: string
}

/** The servers of a project's compose file, each with the place of its data; nothing for other services. */
export function plannedServers(file: ComposeFile, folder: string): readonly PlannedServer[] {
  return file.services.flatMap(service => plannedServer(service, file, folder))
}

function plannedServer(service: ComposeService, file: ComposeFile, folder: string): readonly PlannedServer[] {
  const settings = settingsOfService(service)
  if (!settings.server) return []
  const server = `service "${service.name}"`
  const inside = resolve('/', service.workingDir?.value ?? '', settings.dataDir.value)
  const targets = service.mounts.map(m => ({...m, destination: resolve('/', m.target)}))
  const mount = mountOver(inside, targets)
  if (mount === null || mount.source === null) return [{server, folder: null, volume: null}]
  const rest = inside.slice(mount.destination.replace(/\/$/, '').length)
  // Relative sources start at the project's folder.
  if (mount.type === 'bind') return [{server, folder: resolve(folder, mount.source) + rest, volume: null}]
  if (mount.type !== 'volume') return [{server, folder: null, volume: null}]
  const key = mount.source
  const defined = file.volumes.find(v => v.name === key)
  const projects = projectNames(file, folder)
  const name = defined?.realName ?? (defined?.external ? key : null)
  const names = name === null ? projects.map(project => `${project}_${key}`) : [name]
  return [{server, folder: null, volume: {key, names, projects: name === null ? projects : [], rest}}]
}

/** Without a name compose takes the folder's, in small letters; before 1.21 it left out dashes and underscores too. */
function projectNames(file: ComposeFile, folder: string): readonly string[] {
  if (file.projectName !== null) return [file.projectName]
  const plain = basename(folder)
    .toLowerCase()
    .replace(/[^-_a-z0-9]/g, '')
  return [...new Set([plain.replace(/^[-_]+/, ''), plain, plain.replace(/[-_]/g, '')])]
}

/** A planned server's data on this host, or why its place is not known. */
export function locatePlanned(
  {folder, volume}: PlannedServer,
  volumes: readonly DockerVolume[],
): {readonly folder: string} | {readonly reason: string} {
  if (folder !== null) return {folder}
  if (volume === null) return {reason: 'its compose file gives it no folder and no named volume'}
  const found = findVolume(volume, volumes)
  if (found === null) return {reason: missing(volume, volumes)}
  const hidden = hiddenContent(found, false)
  return hidden === null ? {folder: (boundFolder(found) ?? found.mountpoint) + volume.rest} : {reason: hidden}
}

function findVolume({key, names, projects}: PlannedVolume, volumes: readonly DockerVolume[]): DockerVolume | null {
  const labelled = volumes.find(v => v.compose?.volume === key && projects.includes(v.compose.project))
  return labelled ?? names.flatMap(name => volumes.find(v => v.name === name) ?? [])[0] ?? null
}

/** Another project's volume of that key is shown, not taken: its data may be another cluster's. */
function missing({key, names}: PlannedVolume, volumes: readonly DockerVolume[]): string {
  const others = volumes.filter(v => v.compose?.volume === key || v.name.endsWith(`_${key}`))
  if (volumes.length === 0) {
    return `it lies in volume ${names[0]}, whose folder only the engine knows: docker volume inspect ${names[0]}`
  }
  const hints = others.map(v => `; if it is ${v.name}: doctor no-leader ${boundFolder(v) ?? v.mountpoint}`)
  return `it lies in volume ${names[0]}, which the engine does not have${hints.join('')}`
}
