import {archiveName, entryAt, type ManifestEntry} from './backup-manifest.ts'
import type {WriteAt} from './durable-replace.ts'
import {readArchive} from './read-archive.ts'

/** Writes the file that stood at `path` (absolute) when the archive was made; what is wrong, or null. */
export async function extractFile(archive: string, path: string, write: WriteAt): Promise<string | null> {
  let wanted: ManifestEntry | null = null
  let offset = 0
  let found = false
  const isWanted = (entry: ManifestEntry): boolean => wanted !== null && archiveName(entry) === archiveName(wanted)
  const wrong = await readArchive(archive, {
    onManifest(manifest) {
      wanted = entryAt(manifest, path)
      return wanted?.type === 'file' ? undefined : 'stop'
    },
    onEntry(entry) {
      if (!isWanted(entry)) return null
      return chunk => {
        write(offset, chunk)
        offset += chunk.length
      }
    },
    onEntryEnd(entry) {
      if (!isWanted(entry)) return undefined
      found = true
      return 'stop'
    },
  })
  return wrong ?? (found ? null : `it does not hold ${path}`)
}
