import {closeSync, openSync, readSync, statSync} from 'node:fs'
import {inspect} from 'node:util'

/** Far above anything a scheduler or a person writes into meta.json or peers.json. */
const limit = 16 * 1024 * 1024

/** The whole of a small file; `absent` when there is none, `problem` when it cannot be read (`denied`: by us). */
export type SmallFile =
  | {readonly bytes: Uint8Array}
  | {readonly absent: true}
  | {readonly problem: string; readonly denied: boolean}

/** Reads a file that ought to be small. Devices and pipes are refused unopened: opening one can block for ever. */
export function readSmallFile(path: string): SmallFile {
  try {
    const stats = statSync(path)
    if (stats.isDirectory()) return {problem: 'is a directory', denied: false}
    if (!stats.isFile()) return {problem: 'is not a file', denied: false}
    if (stats.size > limit) return {problem: `has ${stats.size} bytes, too many for such a file`, denied: false}
    return {bytes: readUpTo(path, limit)}
  } catch (error) {
    return isAbsence(error) ? {absent: true} : {problem: systemReason(error), denied: isDenial(error)}
  }
}

function readUpTo(path: string, length: number): Uint8Array {
  const descriptor = openSync(path, 'r')
  try {
    const chunks: Buffer[] = []
    let left = length
    for (;;) {
      const chunk = Buffer.alloc(Math.min(left, 64 * 1024))
      const got = chunk.length === 0 ? 0 : readSync(descriptor, chunk)
      if (got === 0) return Buffer.concat(chunks)
      chunks.push(chunk.subarray(0, got))
      left -= got
    }
  } finally {
    closeSync(descriptor)
  }
}

/** The error says that there is no such file or folder. */
export function isAbsence(error: unknown): boolean {
  const {code} = error as NodeJS.ErrnoException
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/** The error says that we may not; another user, such as the scheduler's, perhaps may. */
export function isDenial(error: unknown): boolean {
  const {code} = error as NodeJS.ErrnoException
  return code === 'EACCES' || code === 'EPERM'
}

/** A system error in short words. */
export function systemReason(error: unknown): string {
  const {code, message} = error as NodeJS.ErrnoException
  if (isDenial(error)) return `permission denied (${code})`
  return message ?? inspect(error)
}

/** The same where a folder was to be listed: something else may lie in its place. */
export function folderReason(error: unknown): string {
  return (error as NodeJS.ErrnoException).code === 'ENOTDIR' ? 'not a folder' : systemReason(error)
}
