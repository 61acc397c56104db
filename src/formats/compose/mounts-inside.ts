import {dirname, resolve} from 'node:path/posix'
import type {ComposeFile, ComposeService} from '../../case/case.ts'

/**
 * Whether a service mounts a folder of the host, a part of it, or what it lies in. Relative sources start at the
 * folder of the file; where that is relative itself, they tell nothing.
 */
export function mountsInside(service: ComposeService, file: ComposeFile, folder: string): boolean {
  if (!file.file.startsWith('/')) return false
  return service.mounts.some(({type, source}) => {
    if (type !== 'bind' || source === null || !/^[./]/.test(source)) return false
    const path = resolve(dirname(file.file), source)
    return path !== '/' && (isWithin(path, folder) || isWithin(folder, path))
  })
}

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`)
