import {closeSync, constants, fstatSync, openSync, readSync} from 'node:fs'

/** A regular file that begins like gzip: a case file, as no data-dir is one. */
export function looksLikeCaseFile(path: string): boolean {
  let fd: number
  try {
    // A named pipe would wait here for somebody who writes.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch {
    return false
  }
  try {
    const head = Buffer.alloc(2)
    return fstatSync(fd).isFile() && readSync(fd, head, 0, 2, 0) === 2 && head[0] === 0x1f && head[1] === 0x8b
  } finally {
    closeSync(fd)
  }
}
