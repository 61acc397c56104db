import {readFile, stat} from 'node:fs/promises'
import {text as textOfStream} from 'node:stream/consumers'

/** Larger than any inspect output, compose file or list of jobs. */
const largest = 64 * 1024 * 1024

export type TextRead = {readonly text: string} | {readonly reason: string}

/** Text of a file, or why it cannot be read. PowerShell's `>` writes UTF-16, which is recognised by its mark. */
export async function readText(path: string): Promise<TextRead> {
  try {
    const {size} = await stat(path)
    if (size > largest) return {reason: `is ${size} bytes long, more than evidence of its kind can be`}
    return {text: decodeText(await readFile(path))}
  } catch (error) {
    return {reason: fileReason(error)}
  }
}

/** Standard input can be read once; whoever asks again is told so. */
export class StandardInput {
  private taken = false

  take(): NodeJS.ReadStream | null {
    if (this.taken) return null
    this.taken = true
    return process.stdin
  }

  async readText(): Promise<TextRead> {
    const stream = this.take()
    if (stream === null) return {reason: takenReason}
    try {
      return {text: await textOfStream(stream)}
    } catch (error) {
      return {reason: fileReason(error)}
    }
  }
}

export const takenReason = 'standard input was already read for another option'

export function decodeText(bytes: Uint8Array): string {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe
  return new TextDecoder(utf16 ? 'utf-16le' : 'utf-8').decode(bytes)
}

/** What the operating system said, in words. */
export function fileReason(error: unknown): string {
  const {code, message} = (error ?? {}) as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'no such file'
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied'
  if (code === 'EISDIR') return 'is a folder, not a file'
  return message ?? String(error)
}
