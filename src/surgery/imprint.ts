import {createHash, type Hash} from 'node:crypto'
import {closeSync, constants, lstatSync, openSync, readdirSync, readlinkSync, readSync} from 'node:fs'
import {join} from 'node:path'

/** What stands at a path, reduced to what has to be the same for it to be called unchanged (times left out). */
export type Imprint =
  | {readonly kind: 'absent'}
  | {
      readonly kind: 'file'
      readonly sha256: string
      readonly size: number
      readonly mode: number
      readonly uid: number
      readonly gid: number
    }
  /** `sha256` over the sorted list of everything below: names, kinds, modes, owners and contents. */
  | {readonly kind: 'folder'; readonly sha256: string; readonly entries: number}
  | {readonly kind: 'symlink'; readonly target: string}
  /** Socket, pipe, device. */
  | {readonly kind: 'other'}

/** Reads the imprint of a path; throws Node's system error when something there cannot be read. */
export function readImprint(path: string): Imprint {
  const stat = lstatSync(path, {throwIfNoEntry: false})
  if (stat === undefined) return {kind: 'absent'}
  if (stat.isSymbolicLink()) return {kind: 'symlink', target: readlinkSync(path)}
  if (stat.isDirectory()) return folderImprint(path)
  if (!stat.isFile()) return {kind: 'other'}
  const {sha256, size} = hashFile(path)
  return {kind: 'file', sha256, size, mode: stat.mode & 0o7777, uid: stat.uid, gid: stat.gid}
}

/** Same kind, content, owner and mode. */
export function sameImprint(a: Imprint, b: Imprint): boolean {
  if (a.kind !== b.kind) return false
  if (a.kind === 'file' && b.kind === 'file') {
    return a.sha256 === b.sha256 && a.mode === b.mode && a.uid === b.uid && a.gid === b.gid
  }
  if (a.kind === 'folder' && b.kind === 'folder') return a.sha256 === b.sha256
  if (a.kind === 'symlink' && b.kind === 'symlink') return a.target === b.target
  return true
}

/** SHA-256 (hex) and length of a file, read in large runs; links are not followed. */
export function hashFile(path: string): {sha256: string; size: number} {
  const hash = createHash('sha256')
  const size = readChunks(path, chunk => void hash.update(chunk))
  return {sha256: hash.digest('hex'), size}
}

/** Passes a file's bytes on, chunk by chunk; each is valid during the call. The number of bytes. */
export function readChunks(path: string, take: (chunk: Uint8Array) => void): number {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    const buffer = new Uint8Array(1 << 20)
    let size = 0
    for (;;) {
      const got = readSync(fd, buffer, 0, buffer.length, size)
      if (got === 0) return size
      take(buffer.subarray(0, got))
      size += got
    }
  } finally {
    closeSync(fd)
  }
}

function folderImprint(path: string): Imprint {
  const hash = createHash('sha256')
  const entries = addFolder(hash, path, '')
  return {kind: 'folder', sha256: hash.digest('hex'), entries}
}

function addFolder(hash: Hash, path: string, prefix: string): number {
  let entries = 0
  for (const name of readdirSync(path).sort()) {
    const inner = join(path, name)
    const stat = lstatSync(inner)
    const kind = stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : stat.isSymbolicLink() ? 'symlink' : 'other'
    const content = kind === 'file' ? hashFile(inner).sha256 : kind === 'symlink' ? readlinkSync(inner) : ''
    const owner = kind === 'symlink' ? [] : [stat.mode & 0o7777, stat.uid, stat.gid]
    hash.update(`${JSON.stringify([prefix + name, kind, ...owner, content])}\n`)
    entries += 1
    if (kind === 'folder') entries += addFolder(hash, inner, `${prefix}${name}/`)
  }
  return entries
}
