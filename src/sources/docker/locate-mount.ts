import {realpathSync} from 'node:fs'
import type {DockerVolume} from '../../case/docker-volume.ts'
import {boundFolder} from '../../formats/docker/bound-folder.ts'

/** Where a mount's content lies on this host, absolute and with links resolved. */
export type LocateMount = (mount: {readonly source: string; readonly volume: string | null}) => string

/**
 * The engine names a bind mount as it was asked for, links and all, and a volume by a folder that is empty while
 * nothing uses a volume which only binds another folder. Paths of another host stay as they are.
 */
export function mountLocator(volumes: readonly DockerVolume[], local: boolean): LocateMount {
  const known = new Map<string, string>()
  const resolve = (path: string): string => {
    const before = known.get(path)
    if (before !== undefined) return before
    const real = realPath(path)
    known.set(path, real)
    return real
  }
  return ({source, volume}) => {
    const used = volumes.find(v => v.name === volume)
    const bound = used === undefined ? null : boundFolder(used)
    const path = bound ?? source
    return local && path.startsWith('/') ? resolve(path) : path
  }
}

/** Why a volume's folder shows nothing of its content now; null when it does. */
export function hiddenContent(volume: DockerVolume | undefined, inUse: boolean): string | null {
  if (volume === undefined || boundFolder(volume) !== null) return null
  if (volume.mountpoint === '') return `volume ${volume.name} (driver ${volume.driver}) has no folder on this host`
  if (volume.mounts === null || inUse) return null
  const what = [volume.mounts.type, volume.mounts.device].filter(text => text !== '').join(' ')
  return `volume ${volume.name} shows ${what} only while a container uses it: start one with it, then ask again`
}

/** Docker Desktop names folders of the host by where they lie in its machine. */
export function realPath(path: string): string {
  for (const candidate of [path, path.replace(/^\/host_mnt(?=\/)/, '')]) {
    try {
      return realpathSync(candidate)
    } catch {}
  }
  return path
}
