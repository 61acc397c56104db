import {createHash} from 'node:crypto'
import {once} from 'node:events'
import {constants} from 'node:fs'
import {open} from 'node:fs/promises'
import {createGzip} from 'node:zlib'
import {createTarPacker, type TarHeader, type TarPackController} from 'modern-tar'
import {ToolError} from '../errors.ts'
import {archiveName, type Manifest, type ManifestEntry, manifestName} from './backup-manifest.ts'
import type {Disk} from './disk.ts'
import type {ScannedEntry} from './scan-roots.ts'

export interface WrittenArchive {
  readonly sha256: string
  readonly size: number
}

/** A repair waits for its backup: the fastest level, which still halves what schedulers store. */
const gzipOptions = {level: 1, memLevel: 9}

/**
 * Writes manifest and files as tar.gz through `fd`, streaming. Throws STORE_BUSY when a file's content is not what
 * the manifest says, and Node's system errors.
 */
export async function writeArchive(
  disk: Disk,
  fd: number,
  manifest: Manifest,
  entries: readonly ScannedEntry[],
  onProgress: (doneBytes: number) => void = () => {},
): Promise<WrittenArchive> {
  const {readable, controller} = createTarPacker()
  const gzip = createGzip(gzipOptions)
  const hash = createHash('sha256')
  let size = 0
  let failure: unknown = null
  gzip.on('data', (chunk: Buffer) => {
    if (failure !== null) return
    try {
      disk.write(fd, chunk, size)
      hash.update(chunk)
      size += chunk.length
    } catch (error) {
      failure = error
      gzip.destroy()
    }
  })
  const compressed = once(gzip, 'close')
  const packing = pack(controller, manifest, entries, onProgress).catch(error => {
    failure ??= error
    controller.error(error)
  })
  try {
    for await (const chunk of readable) {
      if (failure !== null) break
      if (!gzip.write(chunk)) await Promise.race([once(gzip, 'drain'), compressed])
    }
  } catch (error) {
    failure ??= error
  }
  gzip.end()
  if (failure !== null) gzip.destroy()
  await compressed
  if (failure !== null) throw failure
  await packing
  return {sha256: hash.digest('hex'), size}
}

async function pack(
  controller: TarPackController,
  manifest: Manifest,
  entries: readonly ScannedEntry[],
  onProgress: (doneBytes: number) => void,
): Promise<void> {
  const text = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`)
  const head = controller.add({name: manifestName, size: text.length, mode: 0o600, mtime: new Date(manifest.createdAt)})
  const writer = head.getWriter()
  await writer.write(text)
  await writer.close()
  let done = 0
  for (const {entry, source} of entries) {
    const body = controller.add(headerOf(entry)).getWriter()
    if (entry.type === 'file') {
      for await (const chunk of readWhole(source, entry)) {
        await body.write(chunk)
        done += chunk.length
        onProgress(done)
      }
    }
    await body.close()
  }
  controller.finalize()
}

function headerOf(entry: ManifestEntry): TarHeader {
  const {mode, uid, gid} = entry
  const common = {name: archiveName(entry), mode, uid, gid, mtime: new Date(Number(BigInt(entry.mtimeNs) / 1_000_000n))}
  if (entry.type === 'file') return {...common, type: 'file', size: entry.size}
  if (entry.type === 'folder') return {...common, type: 'directory', size: 0}
  return {...common, type: 'symlink', size: 0, linkname: entry.target}
}

/** The file's chunks; throws when they are not `size` bytes with the hash listed. */
async function* readWhole(path: string, listed: {size: number; sha256: string}): AsyncGenerator<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  const hash = createHash('sha256')
  let done = 0
  try {
    while (done < listed.size) {
      const {bytesRead, buffer} = await file.read(
        new Uint8Array(1 << 18),
        0,
        Math.min(1 << 18, listed.size - done),
        done,
      )
      if (bytesRead === 0) throw changed(path)
      const chunk = buffer.subarray(0, bytesRead)
      hash.update(chunk)
      done += bytesRead
      yield chunk
    }
    if (hash.digest('hex') !== listed.sha256) throw changed(path)
  } finally {
    await file.close()
  }
}

const changed = (path: string): ToolError =>
  new ToolError('STORE_BUSY', `${path} changed while it was read`, {next: ['Stop the scheduler, or try again.']})
