import {createHash} from 'node:crypto'
import {createReadStream} from 'node:fs'
import {createGunzip, type Gunzip} from 'node:zlib'
import {createTarDecoder, type TarHeader} from 'modern-tar'
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
  const decoder = createTarDecoder({strict: true})
  // Pumped by hand and to the end: the sum at the end of the gzip stream lies behind the end of the tar.
  const pumped = pump(gunzip, decoder.writable).then(
    () => null,
    (error: Error) => error,
  )
  try {
    const {problem, stopped} = await compare(decoder.readable, visitor, guard)
    if (problem !== null || stopped) return problem
    const failure = await pumped
    return failure === null ? null : `it cannot be read: ${failure.message}`
  } catch (error) {
    if (ours.is) throw ours.thrown
    return `it cannot be read: ${(error as Error).message}`
  } finally {
    source.destroy()
    gunzip.destroy()
    await pumped
  }
}

async function pump(from: Gunzip, to: WritableStream<Uint8Array>): Promise<void> {
  const writer = to.getWriter()
  try {
    for await (const chunk of from) await writer.write(chunk)
    await writer.close()
  } catch (error) {
    await writer.abort(error)
    throw error
  }
}

type Entries = ReturnType<typeof createTarDecoder>['readable']
type Guard = <T>(act: () => T | Promise<T>) => Promise<T>

interface Verdict {
  readonly problem: string | null
  /** The visitor has had enough: the rest was not looked at. */
  readonly stopped: boolean
}

const right: Verdict = {problem: null, stopped: false}
const enough: Verdict = {problem: null, stopped: true}
const wrong = (problem: string): Verdict => ({problem, stopped: false})

async function compare(entries: Entries, visitor: ArchiveVisitor, guard: Guard): Promise<Verdict> {
  let manifest: Manifest | null = null
  let at = 0
  for await (const {header, body} of entries) {
    if (manifest === null) {
      if (header.name !== manifestName || header.size > largestManifest)
        return wrong('it does not begin with a manifest')
      const decoded = decodeManifest(await textOf(body))
      if ('problem' in decoded) return wrong(decoded.problem)
      const found = decoded.manifest
      manifest = found
      if ((await guard(() => visitor.onManifest?.(found))) === 'stop') return enough
      continue
    }
    const entry = manifest.entries[at]
    if (entry === undefined) return wrong(`it holds ${header.name}, which its manifest does not list`)
    const problem = compareHeader(entry, header) ?? (await compareBody(entry, body, visitor, guard))
    if (problem !== null) return wrong(problem)
    if ((await guard(() => visitor.onEntryEnd?.(entry))) === 'stop') return enough
    at += 1
  }
  if (manifest === null) return wrong('it is empty')
  return at === manifest.entries.length ? right : wrong(`it ends after ${at} of ${manifest.entries.length} entries`)
}

function compareHeader(entry: ManifestEntry, {name, type, linkname}: TarHeader): string | null {
  if (name !== archiveName(entry)) return `it holds ${name} where ${archiveName(entry)} should be`
  const kind = entry.type === 'folder' ? 'directory' : entry.type
  const isRight = type === kind && (entry.type !== 'symlink' || linkname === entry.target)
  return isRight ? null : `${name} is not of the kind its manifest says`
}

async function compareBody(
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
