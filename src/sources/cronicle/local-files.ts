import {closeSync, fstatSync, openSync, readSync} from 'node:fs'
import {join} from 'node:path'
import {isAbsence, readSmallFile, systemReason} from '../data-dir/read-small-file.ts'
import {longestTail, type ReadTail, type ReadText, type ServerFiles} from './server-files.ts'

/**
 * Files of this host, under absolute paths; shown as the folder was named.
 *
 * @param root the folder, links resolved
 * @param named as it was typed
 */
export function localFiles(root: string, named: string): ServerFiles {
  return {
    shown: path => (path.startsWith(`${root}/`) ? join(named, path.slice(root.length)) : path),
    text: async path => textOf(path),
    tail: async path => tailOf(path),
  }
}

function textOf(path: string): ReadText {
  const read = readSmallFile(path)
  if ('bytes' in read) return {text: Buffer.from(read.bytes).toString('utf8')}
  return 'absent' in read ? {absent: true} : {problem: read.problem}
}

const piece = 256 * 1024

function tailOf(path: string): ReadTail {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch (error) {
    return isAbsence(error) ? {absent: true} : {problem: systemReason(error)}
  }
  try {
    const stats = fstatSync(fd)
    if (!stats.isFile()) return {problem: 'is not a file'}
    let at = Math.max(0, stats.size - longestTail)
    const truncated = at > 0
    const chunks: Buffer[] = []
    while (at < stats.size) {
      const chunk = Buffer.alloc(Math.min(piece, stats.size - at))
      const got = readSync(fd, chunk, 0, chunk.length, at)
      if (got === 0) break
      chunks.push(chunk.subarray(0, got))
      at += got
    }
    return {chunks, truncated}
  } catch (error) {
    return {problem: systemReason(error)}
  } finally {
    closeSync(fd)
  }
}
