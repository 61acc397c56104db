/**
 * Random access to the bytes of one file, the only way a format reader touches a store.
 * Implementations: a file descriptor (`sources/file-bytes.ts`) and a plain buffer (`bufferBytes`, for tests).
 */
export interface ByteSource {
  /** Length of the file in bytes. */
  readonly size: number
  /**
   * Bytes `[offset, offset + length)`, cut short at the end of the file; empty beyond it.
   * The array is only valid until the next call: copy what has to live longer.
   */
  read(offset: number, length: number): Uint8Array
  /**
   * The same bytes, written to the start of `target`; the number of them. For readers that keep a page while they read
   * elsewhere: it spares a copy of all that is read. A source without it is asked by `read`.
   */
  readInto?(target: Uint8Array, offset: number, length: number): number
}

/** A `ByteSource` over bytes already in memory. */
export function bufferBytes(buffer: Uint8Array): ByteSource {
  return {
    size: buffer.length,
    read: (offset, length) =>
      buffer.subarray(Math.min(offset, buffer.length), Math.min(offset + length, buffer.length)),
  }
}
