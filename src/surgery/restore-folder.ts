import {lstatSync, readdirSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {entryAt, type Manifest, type ManifestEntry} from './backup-manifest.ts'
import type {Disk} from './disk.ts'
import {renameDurably} from './durable-replace.ts'
import type {RestoredFolder} from './ledger-records.ts'
import {readArchive} from './read-archive.ts'
import {type Attempt, done, refusalOf, refuse} from './refusal.ts'
import {unpackEntries} from './restore-backup.ts'
import {scanRoots} from './scan-roots.ts'

/**
 * Puts a whole folder back as the backup has it: made beside the present one, compared with the manifest, and put in
 * its place; what stands there keeps its content under another name. For a folder that a scheduler has written to
 * since, where single files of before and after would not fit together. Repeated after a crash it goes on.
 */
export async function restoreFolder(disk: Disk, archive: string, folder: RestoredFolder): Promise<Attempt<void>> {
  const {path, made, aside} = folder
  try {
    if (isDone(folder)) return done(undefined)
    const manifest = await readManifest(archive)
    const root = manifest && entryAt(manifest, path)
    if (!manifest || root?.type !== 'folder')
      return refuse('backup-damaged', archive, `${archive} does not hold ${path}`)
    if (!(isThere(made) && isThere(aside) && !isThere(path))) {
      if (isThere(made)) removeTree(disk, made)
      const within = (entry: ManifestEntry): string | null => relativeTo(root, entry)
      await unpackEntries(disk, archive, entry => {
        const rest = within(entry)
        return rest === null ? null : join(made, rest)
      })
      const wrong = compare(manifest, within, made)
      if (wrong !== null) return refuse('backup-damaged', archive, `${path} out of ${archive} is not right: ${wrong}`)
    }
    if (isThere(path)) renameDurably(disk, path, aside)
    renameDurably(disk, made, path)
    const above = entryAt(manifest, dirname(path))
    if (above?.type === 'folder') disk.setFolderTime(dirname(path), BigInt(above.mtimeNs))
    return done(undefined)
  } catch (error) {
    return {ok: false, refusals: [refusalOf(error, path)]}
  }
}

const isThere = (path: string): boolean => lstatSync(path, {throwIfNoEntry: false}) !== undefined
const isDone = ({path, made, aside}: RestoredFolder): boolean => isThere(path) && isThere(aside) && !isThere(made)

/** Path of an entry below the folder; null for what lies elsewhere. */
function relativeTo(root: ManifestEntry, entry: ManifestEntry): string | null {
  if (entry.root !== root.root) return null
  if (entry.path === root.path) return ''
  const prefix = root.path === '' ? '' : `${root.path}/`
  return entry.path.startsWith(prefix) ? entry.path.slice(prefix.length) : null
}

async function readManifest(archive: string): Promise<Manifest | null> {
  let manifest: Manifest | null = null
  await readArchive(archive, {
    onManifest(found) {
      manifest = found
      return 'stop'
    },
  })
  return manifest
}

/** Reads what was made again; the first thing that is not as listed, or null. Owners are left to those who may give them. */
function compare(manifest: Manifest, within: (entry: ManifestEntry) => string | null, made: string): string | null {
  const listed = manifest.entries.flatMap(entry => {
    const path = within(entry)
    return path === null ? [] : [describe(entry, path)]
  })
  const found = scanRoots([made]).entries.map(({entry}) => describe(entry, entry.path))
  const missing = listed.find(line => !found.includes(line))
  const strange = found.find(line => !listed.includes(line))
  return missing !== undefined ? `${missing} is missing` : strange !== undefined ? `${strange} is too much` : null
}

const describe = (entry: ManifestEntry, path: string): string =>
  [path || 'the folder', entry.type, entry.mode, entry.type === 'file' ? entry.sha256 : ''].join(' ').trim()

/** Removes an unfinished folder of ours, entry by entry. */
function removeTree(disk: Disk, path: string): void {
  for (const entry of readdirSync(path, {withFileTypes: true})) {
    const inner = join(path, entry.name)
    if (entry.isDirectory()) removeTree(disk, inner)
    else disk.removeFile(inner)
  }
  disk.removeFolder(path)
}
