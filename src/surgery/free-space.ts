import {lstatSync, statfsSync} from 'node:fs'
import {dirname} from 'node:path'
import {type Attempt, done, refuse} from './refusal.ts'

/** Bytes that will be written below a folder. */
export interface SpaceNeed {
  /** Folder, or a path below one that does not exist yet. */
  readonly folder: string
  readonly bytes: number
  readonly what: string
}

/** Room left for folders, small files and the file system's own needs. */
const reserve = 256 * 1024

/** Needs on the same file system are added up. Refuses when there is less room than all of them together. */
export function checkFreeSpace(needs: readonly SpaceNeed[]): Attempt<void> {
  const byDevice = new Map<number, {folder: string; bytes: number; what: string[]}>()
  for (const {folder, bytes, what} of needs) {
    const existing = existingFolder(folder)
    const device = lstatSync(existing).dev
    const sum = byDevice.get(device) ?? {folder: existing, bytes: reserve, what: []}
    sum.bytes += bytes
    sum.what.push(what)
    byDevice.set(device, sum)
  }
  for (const {folder, bytes, what} of byDevice.values()) {
    const {bavail, bsize} = statfsSync(folder)
    const free = bavail * bsize
    if (free < bytes) {
      const message = `${folder} has ${free} bytes free; ${what.join(' and ')} may take ${bytes}`
      return refuse('no-space', folder, message, [
        'Free some space, or name a folder on another disk with --backup-dir.',
      ])
    }
  }
  return done(undefined)
}

/** The path itself, or the nearest folder above it that exists. */
export function existingFolder(path: string): string {
  let folder = path
  while (lstatSync(folder, {throwIfNoEntry: false}) === undefined && dirname(folder) !== folder)
    folder = dirname(folder)
  return folder
}
