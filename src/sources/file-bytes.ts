import {closeSync, fstatSync, openSync, readSync} from 'node:fs'
import type {ByteSource} from '../formats/bytes.ts'

/** A `ByteSource` over a file opened for reading only. */
export interface FileBytes extends ByteSource {
  /** Places the operating system could not read (bad blocks); a reader sees them as bytes that are not there. */
  readonly failures: readonly ReadFailure[]
  close(): void
}

export interface ReadFailure {
  readonly offset: number
  readonly length: number
  /** Code of the system error, e.g. `EIO`. */
  readonly code: string
}

/**
 * Bytes read at once. Measured on stores of 200 MB to 2 GB: a store's leaves lie nearly in file order, and 16 KiB
 * stays in the processor's cache; windows of megabytes are several times slower, single pages cost too many calls.
 */
const windowSize = 16 * 1024
/** A window starts on a multiple of this, so that an entry's tail and the key behind it fall into one. */
const alignment = 4096
/** Larger reads get an array of their own instead of growing the kept one for good. */
const keptSize = 4 * 1024 * 1024
const keptFailures = 100

/**
 * Opens `path` for reading: no byte is written, nothing is created, no lock is taken. Throws the system's error when
 * it cannot be opened; the caller has made sure that it is a plain file. `size` is the size at that moment.
 */
export function openFileBytes(path: string): FileBytes {
  const descriptor = openSync(path, 'r')
  const size = fstatSync(descriptor).size
  const window = new Uint8Array(windowSize)
  let windowStart = 0
  let windowEnd = 0
  let kept = new Uint8Array(0)
  const failures: ReadFailure[] = []

  /** Fills `target` from `offset`; the number of bytes found. */
  const fill = (target: Uint8Array, offset: number, length: number): number => {
    let found = 0
    while (found < length) {
      let got = 0
      try {
        got = readSync(descriptor, target, found, length - found, offset + found)
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
        if (failures.length < keptFailures) failures.push({offset: offset + found, length: length - found, code})
        break
      }
      if (got === 0) break
      found += got
    }
    return found
  }

  return {
    size,
    failures,
    read(offset, length) {
      const end = offset + length
      if (offset >= windowStart && end <= windowEnd) return window.subarray(offset - windowStart, end - windowStart)
      const wanted = Math.min(length, size - offset)
      if (wanted <= 0) return window.subarray(0, 0)
      const aligned = offset - (offset % alignment)
      if (offset + wanted <= aligned + windowSize) {
        windowStart = aligned
        windowEnd = aligned + fill(window, aligned, windowSize)
        return window.subarray(offset - aligned, Math.max(offset, Math.min(offset + wanted, windowEnd)) - aligned)
      }
      let target = kept
      if (wanted > keptSize) target = new Uint8Array(wanted)
      else if (wanted > kept.length) target = kept = new Uint8Array(wanted)
      return target.subarray(0, fill(target, offset, wanted))
    },
    readInto(target, offset, length) {
      return fill(target, offset, Math.max(0, Math.min(length, size - offset)))
    },
    close() {
      closeSync(descriptor)
    },
  }
}
