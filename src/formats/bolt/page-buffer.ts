import type {ByteSource} from '../bytes.ts'
import {pageHeader} from './layout.ts'

/** Bytes of a page with overflow taken in at once. */
const largestHead = 16 * 1024
/** Room for the longest read that walks ask for at once (`expect`). */
const usualWindow = 128 * 1024
/**
 * Bytes of the array before the window. A large array starts 16 bytes behind a page boundary of memory (glibc malloc),
 * pages of the file are cached on one. Copying to 16 bytes behind the same place of a page makes the processor wait
 * for its own last write: measured, it takes three times as long as to any other place.
 */
const skew = 1024
/** Bytes behind the window, so that `view` reaches further than the page: see `ValueView`. */
const room = 64

/**
 * The head of one page (or of an inline bucket's leaf image), copied out of the source, so that it stays while other
 * parts of the file are read. One buffer serves page after page: everything taken from it is valid until the next
 * `load`. What lies behind the head (large values on overflow pages) is read from the source only when asked for.
 * Offsets count from the start of the page.
 */
export class PageBuffer {
  private readonly source: ByteSource
  private window = new Uint8Array(0)
  /** Part of the file that `window` holds. */
  private windowStart = 0
  private windowEnd = 0
  /** Bytes to take from the source when it is next read. */
  private ahead = 0
  /** The page at hand stands in it from `base` on, `length` bytes of it: for those who read much. */
  view = new DataView(this.window.buffer)
  base = 0
  /** Offset in the file. */
  start = 0
  /** Bytes of the page at hand without reading. */
  length = 0
  /** Bytes that belong to the page and are in the file. */
  extent = 0
  id = 0
  flags = 0
  count = 0
  overflow = 0

  constructor(source: ByteSource) {
    this.source = source
  }

  /** `[start, start + length)` is at hand: loading it will not read. */
  holds(start: number, length: number): boolean {
    return start >= this.windowStart && start + length <= this.windowEnd
  }

  /** Says that `length` bytes from the next page on will be wanted soon: they are then read at once. */
  expect(length: number): void {
    this.ahead = length
  }

  /** Takes in `[start, start + length)` and reads the page header; false when not even that is in the file. */
  load(start: number, length: number): boolean {
    this.start = start
    this.take(length)
    this.extent = this.length
    if (this.length < pageHeader.size) return false
    const {view, base} = this
    this.id = this.pageNumber(pageHeader.id)
    this.flags = view.getUint16(base + pageHeader.flags, true)
    this.count = view.getUint16(base + pageHeader.count, true)
    this.overflow = view.getUint32(base + pageHeader.overflow, true)
    return true
  }

  /** The page goes on behind what was loaded, up to `extent`: takes in a part of that as well. */
  extend(extent: number): void {
    this.extent = extent
    const held = Math.min(extent, largestHead)
    if (held > this.length) this.take(held)
  }

  /** Has the first `length` bytes of the page at hand, or those that are in the file. */
  take(length: number): void {
    const {start} = this
    if (start < this.windowStart || start + length > this.windowEnd) this.fill(start, length)
    this.base = start - this.windowStart
    this.length = Math.min(length, this.windowEnd - start)
  }

  private fill(start: number, length: number): void {
    const left = Math.max(0, this.source.size - start)
    const wanted = Math.min(Math.max(length, this.ahead), left)
    this.ahead = 0
    if (this.window.length < wanted) {
      const size = wanted > largestHead ? Math.max(wanted, usualWindow) : wanted
      this.window = new Uint8Array(new ArrayBuffer(skew + size + room), skew, size)
      this.view = new DataView(this.window.buffer, skew)
    }
    this.windowStart = start
    this.windowEnd = start + this.readInto(start, wanted)
  }

  private readInto(start: number, length: number): number {
    if (this.source.readInto !== undefined) return this.source.readInto(this.window, start, length)
    const found = this.source.read(start, length)
    this.window.set(found)
    return found.length
  }

  /** A page number, which has to be at hand. Numbers above 2^53 lose digits, but no file has so many pages. */
  pageNumber(at: number): number {
    const {view, base} = this
    const low = view.getUint32(base + at, true)
    const high = view.getUint32(base + at + 4, true)
    // The product would make a floating-point number of every page number, and slow work of what is done with it.
    return high === 0 ? low : low + high * 2 ** 32
  }

  /** Copies what stands at `at` to `target`; false when it cannot be read (a bad block of the disk). */
  copy(at: number, target: Uint8Array): boolean {
    if (at + target.length > this.length) {
      const found = this.source.read(this.start + at, target.length)
      target.set(found)
      return found.length === target.length
    }
    const from = this.base + at
    for (let i = 0; i < target.length; i++) target[i] = this.window[from + i] as number
    return true
  }

  /** `length` bytes at `at`; valid until the next `load` or `slice`. */
  slice(at: number, length: number): Uint8Array {
    const from = this.base + at
    if (at + length <= this.length) return this.window.subarray(from, from + length)
    return this.source.read(this.start + at, length)
  }
}
