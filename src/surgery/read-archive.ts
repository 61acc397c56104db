import {createHash} from 'node:crypto'
import {createReadStream} from 'node:fs'
import {Readable} from 'node:stream'
import {createGunzip} from 'node:zlib'
import {createTarDecoder} from 'modern-tar'
import {archiveName, decodeManifest, type Manifest, type ManifestEntry, manifestName} from './backup-manifest.ts'

/** Takes an entry's content, chunk by chunk; null = not wanted (it is hashed all the same). */
export type EntrySink = ((chunk: Uint8Array) => void | Promise<void>) | null

export interface ArchiveVisitor {
  /** The manifest has been read; `stop` ends here. */
  readonly onManifest?: (manifest: Manifest) => 'stop' | undefined
  /** Before an entry's content. */
  readonly onEntry?: (entry: ManifestEntry) => EntrySink
  /** After it, its hash found right; `stop` ends here. */
  readonly onEntryEnd?: (entry: ManifestEntry) => 'stop' | undefined
}

/** Larger manifests are not made: a data-dir has some dozen files. */
const largestManifest = 64 * 1024 * 1024

/**
 * Reads an archive from end to end and compares everything with its manifest: names, order, kinds, sizes and SHA-256.
 * Returns what is wrong with it, or null. Errors thrown by the visitor are passed on.
 */
export async function readArchive(path: string, visitor: ArchiveVisitor = {}): Promise<string | null> {
  const source = createReadStream(path)
  const gunzip = createGunzip()
  source.on('error', error => gunzip.destroy(error))
  source.pipe(gunzip)
  const ours = {thrown: null as unknown, is: false}
  const guard = async <T>(act: () => T | Promise<T>): Promise<T> => {
    try {
      return await act()
    } catch (error) {
      ours.thrown = error
      ours.is = true
      throw error
    }
  }
  try {
    const stream = Readable.toWeb(gunzip) as ReadableStream<Uint8Array>
    return await compare(stream.pipeThrough(createTarDecoder({strict: true})), visitor, guard)
  } catch (error) {
    if (ours.is) throw ours.thrown
    return `it cannot be read: ${(error as Error).message}`
  } finally {
    source.destroy()
    gunzip.destroy()
  }
}

type Entries = ReturnType<typeof createTarDecoder>['readable']
type Guard = <T>(act: () => T | Promise<T>) => Promise<T>

async function compare(entries: Entries, visitor: ArchiveVisitor, guard: Guard): Promise<string | null> {
  let manifest: Manifest | null = null
  let at = 0
  for await (const {header, body} of entries) {
    if (manifest === null) {
      if (header.name !== manifestName || header.size > largestManifest) return 'it does not begin with a manifest'
      const decoded = decodeManifest(await textOf(body))
      if ('problem' in decoded) return decoded.problem
      manifest = decoded.manifest
      const found = manifest
      if ((await guard(() => visitor.onManifest?.(found))) === 'stop') return null
      continue
    }
    const entry = manifest.entries[at]
    if (entry === undefined) return `it holds ${header.name}, which its manifest does not list`
    if (header.name !== archiveName(entry)) return `it holds ${header.name} where ${archiveName(entry)} should be`
    const kind = entry.type === 'folder' ? 'directory' : entry.type
    if (header.type !== kind || (entry.type === 'symlink' && header.linkname !== entry.target)) {
      return `${header.name} is not of the kind its manifest says`
    }
    const wrong = await compareEntry(entry, body, visitor, guard)
    if (wrong !== null) return wrong
    if ((await guard(() => visitor.onEntryEnd?.(entry))) === 'stop') return null
    at += 1
  }
  if (manifest === null) return 'it is empty'
  return at === manifest.entries.length ? null : `it ends after ${at} of ${manifest.entries.length} entries`
}

async function compareEntry(
  entry: ManifestEntry,
  body: ReadableStream<Uint8Array>,
  visitor: ArchiveVisitor,
  guard: Guard,
): Promise<string | null> {
  const sink = await guard(() => visitor.onEntry?.(entry) ?? null)
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of body) {
    hash.update(chunk)
    size += chunk.length
    if (sink) await guard(() => sink(chunk))
  }
  if (entry.type === 'file' && (size !== entry.size || hash.digest('hex') !== entry.sha256)) {
    return `${archiveName(entry)} is not what the manifest says`
  }
  return null
}

async function textOf(body: ReadableStream<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
