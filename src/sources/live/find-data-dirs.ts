import {realpathSync} from 'node:fs'
import type {Case, Container} from '../../case/case.ts'
import type {DockerVolume} from '../../case/docker-volume.ts'
import {ToolError} from '../../errors.ts'
import {dataDirMount, hostFolderOf} from '../../formats/dkron/data-dir-mount.ts'
import {settingsOfContainer} from '../../formats/dkron/settings-of.ts'
import {readDataDir} from '../data-dir/read-data-dir.ts'
import {reasonOf} from '../docker/collect-docker.ts'
import {hiddenContent} from '../docker/locate-mount.ts'
import {locatePlanned, type PlannedServer} from './planned-servers.ts'

/** Where a server's data lies on this host, or why that is not known. */
export type DataPlace = {readonly server: string} & ({readonly folder: string} | {readonly reason: string})

/** The host folders behind the servers' `--data-dir`; nothing for those that keep their data in the container. */
export function placesOfContainers(
  servers: readonly Container[],
  volumes: readonly DockerVolume[],
  engineIsLocal: boolean,
): readonly DataPlace[] {
  return servers.flatMap((container): readonly DataPlace[] => {
    const settings = settingsOfContainer(container)
    const server = container.name
    const mount = dataDirMount(container, settings)
    const folder = hostFolderOf(container, settings)
    if (mount === null || !folder) return []
    if (!engineIsLocal) return [{server, reason: `it is on the engine's host, in ${folder}: run doctor there`}]
    const hidden = hiddenContent(
      volumes.find(v => v.name === mount.volume),
      container.running,
    )
    return [hidden === null ? {server, folder} : {server, reason: hidden}]
  })
}

export function placesOfPlan(plan: readonly PlannedServer[], volumes: readonly DockerVolume[]): readonly DataPlace[] {
  return plan.map(planned => ({server: planned.server, ...locatePlanned(planned, volumes)}))
}

/** Those data-dirs, each once, as far as this user can read them. */
export function readPlaces(places: readonly DataPlace[], check: boolean): Pick<Case, 'dataDirs' | 'unread'> {
  const dataDirs: Case['dataDirs'][number][] = []
  const unread: Case['unread'][number][] = []
  const seen = new Set<string>()
  for (const place of places) {
    if ('reason' in place) {
      unread.push({where: `data-dir of ${place.server}`, reason: place.reason})
      continue
    }
    const {server, folder} = place
    try {
      const real = realpathSync(folder)
      if (seen.has(real)) continue
      seen.add(real)
      dataDirs.push(readDataDir(folder, {check}))
    } catch (error) {
      const reason = error instanceof ToolError ? error.message : reasonOf(error)
      unread.push({where: `data-dir of ${server} (${folder})`, reason})
    }
  }
  return {dataDirs, unread}
}
