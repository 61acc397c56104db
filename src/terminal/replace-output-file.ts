import {randomBytes} from 'node:crypto'
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  realpathSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import {dirname} from 'node:path'
import {ToolError} from '../errors.ts'
import {flushFolder, writeFlushed} from './write-output-file.ts'

/** @throws ToolError OUTPUT_UNWRITABLE where it is plain beforehand that nothing can be written. */
export function checkOutputPath(path: string): void {
  try {
    const found = statSync(path, {throwIfNoEntry: false})
    if (found?.isDirectory()) throw unwritable(path, 'it is a folder')
    if (!statSync(dirname(path)).isDirectory()) throw unwritable(path, `${dirname(path)} is no folder`)
    accessSync(found && !found.isFile() ? path : dirname(path), constants.W_OK)
  } catch (error) {
    throw unwritable(path, error)
  }
}

/**
 * Writes a report in place of the one of the last run, whole or not at all: beside it, flushed to the disk, then
 * renamed, so that a reader (the textfile collector of node_exporter, a pipeline) never sees half of it. A new file
 * gets the mode that the umask gives, a replaced one keeps its own.
 * @throws ToolError OUTPUT_UNWRITABLE with the system's reason; what stood there still does.
 */
export function replaceOutputFile(path: string, text: string): void {
  let temporary: string | null = null
  try {
    const found = statSync(path, {throwIfNoEntry: false})
    // A pipe or a device is no name to put a file under.
    if (found && !found.isFile()) {
      writeFileSync(path, text)
      return
    }
    const target = found ? realpathSync(path) : path
    temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`
    writeFlushed(temporary, [text], modeOf(found))
    if (found) chmodSync(temporary, modeOf(found))
    renameSync(temporary, target)
    flushFolder(dirname(target))
  } catch (error) {
    throw unwritable(path, error)
  } finally {
    if (temporary !== null && existsSync(temporary)) unlinkSync(temporary)
  }
}

/** Other users read reports too, unlike exported jobs. */
function modeOf(found: Stats | undefined): number {
  return found ? found.mode & 0o777 : 0o666
}

function unwritable(path: string, reason: unknown): ToolError {
  if (reason instanceof ToolError) return reason
  const said = reason instanceof Error ? reason.message : String(reason)
  return new ToolError('OUTPUT_UNWRITABLE', `${path} cannot be written: ${said}`, {
    next: [`ls -ld ${dirname(path)}; df -h ${dirname(path)}`],
    cause: reason,
  })
}
