import type {ByteSource} from '../bytes.ts'
import {pageHeader} from './layout.ts'

/** Bytes taken from the source at once: the pages of a tree lie nearly in the order of the file. */
const windowSize = 16 * 1024

/**
 * The head of one page (or of an inline bucket's leaf image), copied out of the source, so that it stays while other
 * parts of the file are read. One buffer serves page after page: everything taken from it is valid until the next
 * `load`. What lies behind the head (large values on overflow pages) is read from the source only when asked for.
 * Offsets count from the start of the page.
 */
export class PageBuffer {
  readonly #source: ByteSource
  #bytes = new Uint8Array(windowSize)
  #view = new DataView(this.#bytes.buffer)
  /** Part of the file that `#bytes` holds. */
  #windowStart = 0
  #windowEnd = 0
  /** Where the page starts in `#bytes`. */
  #base = 0
  /** Offset in the file. */
  start = 0
  /** Bytes of the page at hand without reading. */
  length = 0
  /** Bytes that belong to the page and are in the file. */
  extent = 0
  flags = 0
  count = 0
  overflow = 0

  constructor(source: ByteSource) {
    this.#source = source
  }

  /** Takes in `[start, start + length)` and reads the page header; false when not even that is in the file. */
  load(start: number, length: number): boolean {
    if (start < this.#windowStart || start + length > this.#windowEnd) this.#fill(start, length)
    this.#base = start - this.#windowStart
    this.start = start
    this.length = Math.min(length, this.#windowEnd - start)
    this.extent = this.length
    if (this.length < pageHeader.size) return false
    this.flags = this.u16(pageHeader.flags)
    this.count = this.u16(pageHeader.count)
    this.overflow = this.u32(pageHeader.overflow)
    return true
  }

  #fill(start: number, length: number): void {
    const found = this.#source.read(start, Math.max(length, windowSize))
    if (this.#bytes.length < found.length) {
      this.#bytes = new Uint8Array(found.length)
      this.#view = new DataView(this.#bytes.buffer)
    }
    this.#bytes.set(found)
    this.#windowStart = start
    this.#windowEnd = start + found.length
  }

  u16(at: number): number {
    return this.#view.getUint16(this.#base + at, true)
  }

  u32(at: number): number {
    return this.#view.getUint32(this.#base + at, true)
  }

  /** A page number. Numbers above 2^53 lose digits, but no file has so many pages. */
  pageNumber(at: number): number {
    return this.u32(at) + this.u32(at + 4) * 2 ** 32
  }

  /** Copies what stands at `at` to `target`; false when it cannot be read (a bad block of the disk). */
  copy(at: number, target: Uint8Array): boolean {
    if (at + target.length > this.length) {
      const found = this.#source.read(this.start + at, target.length)
      target.set(found)
      return found.length === target.length
    }
    const from = this.#base + at
    for (let i = 0; i < target.length; i++) target[i] = this.#bytes[from + i] as number
    return true
  }

  /** `length` bytes at `at`; valid until the next `load` or `slice`. */
  slice(at: number, length: number): Uint8Array {
    const from = this.#base + at
    if (at + length <= this.length) return this.#bytes.subarray(from, from + length)
    return this.#source.read(this.start + at, length)
  }
}
