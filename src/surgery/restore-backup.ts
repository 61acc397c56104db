import {lstatSync, readdirSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {makeFolders} from './backup-folder.ts'
import {archiveName, type ManifestEntry} from './backup-manifest.ts'
import type {Disk} from './disk.ts'
import {type EntrySink, readArchive} from './read-archive.ts'
import {type Attempt, done, refusalOf, refuse} from './refusal.ts'

export interface Restored {
  /** Where each backed-up folder or file is now: below the target, under its own name. */
  readonly roots: readonly {readonly from: string; readonly to: string}[]
  readonly files: number
  /** Entries that could not be given back to their owner (not run as root); they belong to this user. */
  readonly notOwned: readonly string[]
}

/**
 * Restores a backup into a folder that is empty or does not exist; the original place is never touched. The archive
 * is read twice: nothing is written before all of it was found right. Owners, modes and times are restored.
 */
export async function restoreBackup(disk: Disk, archive: string, target: string): Promise<Attempt<Restored>> {
  try {
    let roots: Restored['roots'] = []
    const wrong = await readArchive(archive, {
      onManifest(manifest) {
        roots = manifest.roots.map(({name, path}) => ({from: path, to: join(target, name)}))
        return undefined
      },
    })
    if (wrong !== null) return refuse('backup-damaged', archive, `${archive}: ${wrong}`)
    const stat = lstatSync(target, {throwIfNoEntry: false})
    if (stat?.isSymbolicLink())
      return refuse('symlink', target, `${target} is a symbolic link`, ['Name the real path.'])
    if (stat && (!stat.isDirectory() || readdirSync(target).length > 0)) {
      return refuse('exists', target, `${target} is not an empty folder`, ['Name a folder that is empty or not there.'])
    }
    if (stat === undefined) makeFolders(disk, target)
    const unpacked = await unpackEntries(disk, archive, entry => join(target, entry.root, entry.path))
    disk.syncFolder(target)
    disk.syncFolder(dirname(target))
    return done({roots, ...unpacked})
  } catch (error) {
    return {ok: false, refusals: [refusalOf(error, target)]}
  }
}

/**
 * Unpacks entries of an archive that was found right, with owners, modes and times, each synced. `place` says where an
 * entry goes, null = nowhere; the folder around the first one has to exist.
 */
export async function unpackEntries(
  disk: Disk,
  archive: string,
  place: (entry: ManifestEntry) => string | null,
): Promise<Omit<Restored, 'roots'>> {
  const notOwned: string[] = []
  const folders: {entry: ManifestEntry; path: string}[] = []
  let files = 0
  let file: {fd: number; offset: number} | null = null

  const own = (entry: ManifestEntry, give: (uid: number, gid: number) => void): void => {
    try {
      give(entry.uid, entry.gid)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error
      notOwned.push(archiveName(entry))
    }
  }

  await readArchive(archive, {
    onEntry(entry): EntrySink {
      const path = place(entry)
      if (path === null) return null
      if (entry.type === 'folder') {
        disk.makeFolder(path, 0o700)
        folders.push({entry, path})
        return null
      }
      if (entry.type === 'symlink') {
        disk.makeLink(entry.target, path)
        own(entry, (uid, gid) => disk.setLinkOwner(path, uid, gid))
        return null
      }
      const opened = {fd: disk.createFile(path, 0o600), offset: 0}
      file = opened
      files += 1
      return chunk => {
        disk.write(opened.fd, chunk, opened.offset)
        opened.offset += chunk.length
      }
    },
    onEntryEnd(entry) {
      if (file === null) return undefined
      const {fd} = file
      own(entry, (uid, gid) => disk.setOwner(fd, uid, gid))
      disk.setMode(fd, entry.mode)
      disk.setTime(fd, BigInt(entry.mtimeNs))
      disk.sync(fd)
      disk.close(fd)
      file = null
      return undefined
    },
  })
  // Deepest first: a folder's time changes with every name made in it, and its mode may forbid making any.
  for (const {entry, path} of folders.reverse()) {
    disk.syncFolder(path)
    own(entry, (uid, gid) => disk.setFolderOwner(path, uid, gid))
    disk.setFolderMode(path, entry.mode)
    disk.setFolderTime(path, BigInt(entry.mtimeNs))
  }
  return {files, notOwned}
}
