import {randomBytes} from 'node:crypto'
import {closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, unlinkSync, writeSync} from 'node:fs'
import {dirname} from 'node:path'
import {ToolError} from '../errors.ts'

/** @throws ToolError OUTPUT_EXISTS: what a person has is never overwritten. */
export function refuseExisting(path: string): void {
  if (!existsSync(path)) return
  throw new ToolError('OUTPUT_EXISTS', `${path} exists already; nothing was written`, {
    next: ['Name another file, or move that one away.'],
  })
}

/**
 * Writes a new file whole or not at all: beside it first, flushed to the disk, then given its name. Only the owner
 * may read it, as with the store it comes from: job settings hold passwords.
 * @throws ToolError OUTPUT_EXISTS, or OUTPUT_FAILED with the system's reason.
 */
export function writeOutputFile(path: string, chunks: Iterable<string | Uint8Array>): void {
  refuseExisting(path)
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    writeFlushed(temporary, chunks, 0o600)
    nameNew(temporary, path)
    flushFolder(dirname(path))
  } catch (error) {
    if (error instanceof ToolError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new ToolError('OUTPUT_FAILED', `${path} could not be written: ${reason}`, {
      next: [`df -h ${dirname(path)}; ls -ld ${dirname(path)}`],
      cause: error,
    })
  } finally {
    if (existsSync(temporary)) unlinkSync(temporary)
  }
}

/** Writes a file that is not there yet, to the disk itself. */
export function writeFlushed(path: string, chunks: Iterable<string | Uint8Array>, mode: number): void {
  const descriptor = openSync(path, 'wx', mode)
  try {
    for (const chunk of chunks) writeWhole(descriptor, Buffer.from(chunk))
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function writeWhole(descriptor: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done)
}

/** A link refuses to replace a file that came up meanwhile, which a rename would not; not every file system has them. */
function nameNew(temporary: string, path: string): void {
  try {
    linkSync(temporary, path)
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP' && code !== 'ENOSYS') throw error
    refuseExisting(path)
    renameSync(temporary, path)
  }
}

/** So that the name survives a power cut too. Windows cannot open folders. */
export function flushFolder(path: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
