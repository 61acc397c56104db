import {type BigIntStats, lstatSync, readdirSync, readlinkSync} from 'node:fs'
import {basename, join, sep} from 'node:path'
import {ToolError} from '../errors.ts'
import type {ManifestEntry, ManifestRoot} from './backup-manifest.ts'
import {hashFile} from './imprint.ts'

/** What will go into an archive: the manifest's lists, and where to read each file. */
export interface ScannedRoots {
  readonly roots: readonly ManifestRoot[]
  readonly entries: readonly ScannedEntry[]
  readonly skipped: readonly {readonly path: string; readonly reason: string}[]
}

export interface ScannedEntry {
  readonly entry: ManifestEntry
  /** File its content is read from; for folders and links unused. */
  readonly source: string
}

export interface ScanOptions {
  /** Files whose content is taken from a copy elsewhere: path → path of the copy. */
  readonly copies?: ReadonlyMap<string, string>
  /** The scheduler is running: snapshots it has not finished (`.tmp`) are left out. */
  readonly live?: boolean
}

/** Lists and hashes everything below the given folders and files, links not followed. Throws Node's system errors. */
export function scanRoots(paths: readonly string[], options: ScanOptions = {}): ScannedRoots {
  const entries: ScannedEntry[] = []
  const skipped: {path: string; reason: string}[] = []
  const roots = paths.map((path, i) => ({name: rootName(paths, i), path}))

  const add = (root: string, path: string, relative: string): void => {
    const stat = lstatSync(path, {bigint: true})
    const common = {root, path: relative, ...ownershipOf(stat), mtimeNs: String(stat.mtimeNs)}
    if (stat.isSymbolicLink()) {
      entries.push({entry: {...common, type: 'symlink', target: readlinkSync(path)}, source: path})
    } else if (stat.isDirectory()) {
      if (options.live && isUnfinishedSnapshot(path)) {
        skipped.push({path, reason: 'a snapshot the scheduler was still writing'})
        return
      }
      entries.push({entry: {...common, type: 'folder'}, source: path})
      const prefix = relative === '' ? '' : `${relative}/`
      for (const name of readdirSync(path).sort()) {
        if (name.includes('\ufffd')) refuseUnlessThere(path, name)
        add(root, join(path, name), prefix + name)
      }
    } else if (stat.isFile()) {
      const source = options.copies?.get(path) ?? path
      entries.push({entry: {...common, type: 'file', ...hashFile(source)}, source})
    } else {
      skipped.push({path, reason: 'a socket, pipe or device'})
    }
  }
  for (const {name, path} of roots) add(name, path, '')
  return {roots, entries, skipped}
}

/** A name that is no UTF-8 comes with U+FFFD in it, and the file cannot be reached by it. */
function refuseUnlessThere(folder: string, name: string): void {
  if (lstatSync(join(folder, name), {throwIfNoEntry: false}) !== undefined) return
  throw new ToolError(
    'STORE_UNREADABLE',
    `${folder} holds a name that is not UTF-8 (${name}): it cannot be backed up`,
    {
      next: [`Move it away, or rename it: ls -b ${folder}`],
    },
  )
}

/** The path's last part, made unique: two data-dirs may both be called `dkron.data`. */
function rootName(paths: readonly string[], i: number): string {
  const own = basename(paths[i] as string) || 'root'
  const same = paths.slice(0, i).filter(path => basename(path) === own).length
  return same === 0 ? own : `${own}.${same + 1}`
}

const ownershipOf = (stat: BigIntStats) => ({
  mode: Number(stat.mode & 0o7777n),
  uid: Number(stat.uid),
  gid: Number(stat.gid),
})

/** raft file_snapshot.go: a snapshot is written to `<name>.tmp` below `snapshots` and renamed when complete. */
const isUnfinishedSnapshot = (path: string): boolean => path.endsWith('.tmp') && path.includes(`${sep}snapshots${sep}`)
