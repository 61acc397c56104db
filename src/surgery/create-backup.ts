import {createHash, randomBytes} from 'node:crypto'
import {lstatSync} from 'node:fs'
import {basename, join} from 'node:path'
import {ToolError} from '../errors.ts'
import {prepareBackupFolder} from './backup-folder.ts'
import type {Manifest} from './backup-manifest.ts'
import type {Disk} from './disk.ts'
import {discard, newName, renameDurably} from './durable-replace.ts'
import {checkFreeSpace} from './free-space.ts'
import {readChunks} from './imprint.ts'
import {readArchive} from './read-archive.ts'
import {type Attempt, done, refusalOf, refuse} from './refusal.ts'
import {type ScannedRoots, type ScanOptions, scanRoots} from './scan-roots.ts'
import {writeArchive} from './write-archive.ts'

export interface BackupRequest {
  /** Data-dirs and single files, absolute and free of links. */
  readonly roots: readonly string[]
  /** Folder the archive goes to; made when missing. */
  readonly folder: string
  readonly reason: Manifest['reason']
  readonly now: Date
  readonly scan?: ScanOptions
  readonly onProgress?: (doneBytes: number, ofBytes: number) => void
}

/** A finished backup: written, synced, read again and found right. */
export interface Backup {
  readonly archive: string
  /** SHA-256 of the archive itself, hex. */
  readonly sha256: string
  readonly size: number
  readonly manifest: Manifest
}

/**
 * Backs up folders and files into `<name>-<time>-<random>.tar.gz`. Nothing there is ever overwritten. The archive has
 * its final name only when it was verified, so a backup is whole or not there.
 */
export async function createBackup(disk: Disk, request: BackupRequest): Promise<Attempt<Backup>> {
  const {roots, folder, scan} = request
  const isNewFolder = lstatSync(folder, {throwIfNoEntry: false}) === undefined
  try {
    const linked = roots.find(root => lstatSync(root).isSymbolicLink())
    if (linked) return refuse('symlink', linked, `${linked} is a symbolic link`, ['Name the real path.'])
    const found = scanRoots(roots, scan)
    const room = checkFreeSpace([{folder, bytes: contentBytes(found), what: 'the backup'}])
    if (!room.ok) return room
    const ready = prepareBackupFolder(disk, folder, roots)
    const made = ready.ok ? await makeArchive(disk, request, found) : ready
    if (!made.ok && isNewFolder) removeEmpty(disk, folder)
    return made
  } catch (error) {
    if (isNewFolder) removeEmpty(disk, folder)
    if (error instanceof ToolError) return refuse('backup-failed', folder, error.message, error.suggestions)
    // What could not be read is named by itself: the folder for backups has no part in it.
    const {path = ''} = error as NodeJS.ErrnoException
    const refusal = refusalOf(error, roots.some(root => path === root || path.startsWith(`${root}/`)) ? path : folder)
    return {ok: false, refusals: [{...refusal, message: `no backup could be made: ${refusal.message}`}]}
  }
}

async function makeArchive(disk: Disk, request: BackupRequest, found: ScannedRoots): Promise<Attempt<Backup>> {
  const {folder, reason, now, scan, onProgress} = request
  const id = backupId(request.roots, now)
  const manifest: Manifest = {
    schemaVersion: 1,
    id,
    createdAt: now.toISOString(),
    reason,
    live: scan?.live ?? false,
    roots: found.roots,
    entries: found.entries.map(({entry}) => entry),
    skipped: found.skipped,
  }
  const bytes = contentBytes(found)
  const archive = join(folder, `${id}.tar.gz`)
  const temporary = newName(archive)
  try {
    const fd = disk.createFile(temporary, 0o600)
    let written: {sha256: string; size: number}
    try {
      written = await writeArchive(disk, fd, manifest, found.entries, doneBytes => onProgress?.(doneBytes, bytes))
      disk.sync(fd)
    } finally {
      disk.close(fd)
    }
    const wrong = (await readArchive(temporary)) ?? compareHash(temporary, written.sha256)
    if (wrong !== null) {
      discard(disk, temporary)
      return refuse('backup-failed', archive, `the backup is not right after writing: ${wrong}`)
    }
    renameDurably(disk, temporary, archive)
    return done({archive, ...written, manifest})
  } catch (error) {
    discard(disk, temporary)
    throw error
  }
}

/** A folder made for a backup that then failed: nothing is to be left of it. */
function removeEmpty(disk: Disk, folder: string): void {
  try {
    disk.removeFolder(folder)
  } catch {
    // Not made, or not empty after all.
  }
}

/** What is wrong with an archive that should have this hash, or null. */
export function compareHash(archive: string, sha256: string): string | null {
  const hash = createHash('sha256')
  readChunks(archive, chunk => void hash.update(chunk))
  return hash.digest('hex') === sha256 ? null : 'its SHA-256 is not the one written down'
}

function backupId(roots: readonly string[], now: Date): string {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '')
  return `${basename(roots[0] ?? 'nothing')}-${time}-${randomBytes(4).toString('hex')}`
}

const contentBytes = ({entries}: ScannedRoots): number =>
  entries.reduce((sum, {entry}) => sum + (entry.type === 'file' ? entry.size : 0), 0)
