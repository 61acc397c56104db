import {statSync} from 'node:fs'

/** Whether there is nothing at a path; what is there and cannot be looked at is not absent. */
export function isAbsent(path: string): boolean {
  try {
    statSync(path)
    return false
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    return code === 'ENOENT' || code === 'ENOTDIR'
  }
}
