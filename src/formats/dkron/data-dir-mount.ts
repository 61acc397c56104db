import type {Container, Mount} from '../../case/case.ts'
import {mountOver} from './config-places.ts'
import type {DkronSettings} from './types.ts'

/** The host folder behind the container's `--data-dir`, or null when no mount covers that path. */
export function hostFolderOf(container: Container, settings: DkronSettings): string | null {
  const mount = dataDirMount(container, settings)
  if (mount === null) return null
  const inside = insidePath(container, settings).slice(trimSlash(mount.destination).length)
  return trimSlash(mount.source) + inside
}

/** The mount that holds the container's `--data-dir`: the one with the longest destination above it. */
export function dataDirMount(container: Container, settings: DkronSettings): Mount | null {
  return mountOver(insidePath(container, settings), container.mounts)
}

function insidePath(container: Container, settings: DkronSettings): string {
  const value = settings.dataDir.value.replace(/^\.\//, '')
  const absolute = value.startsWith('/') ? value : `${container.workingDir || ''}/${value}`
  return trimSlash(absolute)
}

function trimSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path
}
