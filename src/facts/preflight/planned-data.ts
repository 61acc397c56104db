import {posix} from 'node:path'
import type {ComposeFile, ComposeService} from '../../case/case.ts'
import {mountOver} from '../../formats/dkron/config-places.ts'
import {settingsOfService} from '../../formats/dkron/settings-of.ts'
import type {DkronSettings, DkronVersion} from '../../formats/dkron/types.ts'
import {atLeast, versionOfImage} from '../../formats/dkron/version.ts'
import {runsDkronServer} from './runs-scheduler.ts'
import type {PlannedData} from './types.ts'

/**
 * Where the service puts its data-dir. A relative path lies under the working directory, which the images moved from
 * /opt/local/dkron to / with 3.2.0; where neither file nor tag tells, a mount that fits either is taken for right.
 */
export function plannedDataOf(
  service: ComposeService,
  file: ComposeFile,
  settings: DkronSettings,
  version: DkronVersion | null,
): PlannedData {
  const mounts = service.mounts.map(m => ({...m, destination: posix.resolve('/', m.target)}))
  const insides = workingDirs(service, version).map(dir => posix.resolve(dir, settings.dataDir.value))
  const found = insides.flatMap(inside => {
    const mount = mountOver(inside, mounts)
    return mount === null ? [] : [{inside, mount}]
  })[0]
  const targets = mounts.map(m => m.destination)
  if (found === undefined) {
    const why = mounts.length === 0 ? 'no-volume' : 'elsewhere'
    return {kind: 'lost', why, place: mounts[0]?.place ?? service.place, targets}
  }
  const {inside, mount} = found
  if (mount.type === 'tmpfs' || mount.type === 'anonymous' || mount.source === null) {
    return {kind: 'lost', why: mount.type === 'tmpfs' ? 'tmpfs' : 'anonymous', place: mount.place, targets}
  }
  const rest = inside.slice(mount.destination.replace(/\/$/, '').length)
  return {kind: 'kept', source: `${sourceOf(mount.type, mount.source, file)}${rest}`, place: mount.place}
}

/** The folders and volumes that the Dkron servers of a file keep their data in. */
export function plannedDataIn(file: ComposeFile): readonly string[] {
  return file.services.filter(runsDkronServer).flatMap(service => {
    const version = service.image === null ? null : versionOfImage(service.image.value)
    const data = plannedDataOf(service, file, settingsOfService(service), version)
    return data.kind === 'kept' ? [data.source] : []
  })
}

function workingDirs(service: ComposeService, version: DkronVersion | null): readonly string[] {
  if (service.workingDir !== null) return [posix.resolve('/', service.workingDir.value)]
  if (version === null) return ['/', '/opt/local/dkron']
  return [atLeast(version, '3.2.0') ? '/' : '/opt/local/dkron']
}

/** A folder as seen from where doctor runs, or `volume NAME`. */
function sourceOf(type: 'bind' | 'volume', source: string, file: ComposeFile): string {
  if (type === 'bind') return posix.join(source.startsWith('/') ? '/' : posix.dirname(file.file), source)
  const defined = file.volumes.find(v => v.name === source)
  return `volume ${defined?.realName ?? source}`
}
