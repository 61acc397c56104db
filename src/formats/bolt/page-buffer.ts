import type {ByteSource} from '../bytes.ts'
import {pageHeader} from './layout.ts'

/** Bytes of a page with overflow taken in at once. */
const largestHead = 16 * 1024

/**
 * The head of one page (or of an inline bucket's leaf image), copied out of the source, so that it stays while other
 * parts of the file are read. One buffer serves page after page: everything taken from it is valid until the next
 * `load`. What lies behind the head (large values on overflow pages) is read from the source only when asked for.
 * Offsets count from the start of the page.
 */
export class PageBuffer {
  private readonly source: ByteSource
  private buffer = new Uint8Array(0)
  private view = new DataView(this.buffer.buffer)
  /** Part of the file that `buffer` holds. */
  private windowStart = 0
  private windowEnd = 0
  /** Bytes to take from the source when it is next read. */
  private ahead = 0
  /** Where the page starts in `buffer`. */
  private base = 0
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
    this.source = source
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
    this.flags = this.u16(pageHeader.flags)
    this.count = this.u16(pageHeader.count)
    this.overflow = this.u32(pageHeader.overflow)
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
    if (this.buffer.length < wanted) {
      this.buffer = new Uint8Array(wanted)
      this.view = new DataView(this.buffer.buffer)
    }
    this.windowStart = start
    this.windowEnd = start + this.readInto(start, wanted)
  }

  private readInto(start: number, length: number): number {
    if (this.source.readInto !== undefined) return this.source.readInto(this.buffer, start, length)
    const found = this.source.read(start, length)
    this.buffer.set(found)
    return found.length
  }

  u8(at: number): number {
    if (at < this.length) return this.buffer[this.base + at] as number
    return this.source.read(this.start + at, 1)[0] ?? 0
  }

  u16(at: number): number {
    return this.view.getUint16(this.base + at, true)
  }

  /** Behind the head it is read from the source; what cannot be read there counts as 0. */
  u32(at: number): number {
    if (at + 4 <= this.length) return this.view.getUint32(this.base + at, true)
    let value = 0
    for (const [i, byte] of this.source.read(this.start + at, 4).entries()) value += byte * 2 ** (8 * i)
    return value
  }

  /** A page number. Numbers above 2^53 lose digits, but no file has so many pages. */
  pageNumber(at: number): number {
    return this.u32(at) + this.u32(at + 4) * 2 ** 32
  }

  /** Copies what stands at `at` to `target`; false when it cannot be read (a bad block of the disk). */
  copy(at: number, target: Uint8Array): boolean {
    if (at + target.length > this.length) {
      const found = this.source.read(this.start + at, target.length)
      target.set(found)
      return found.length === target.length
    }
    const from = this.base + at
    for (let i = 0; i < target.length; i++) target[i] = this.buffer[from + i] as number
    return true
  }

  /** `length` bytes at `at`; valid until the next `load` or `slice`. */
  slice(at: number, length: number): Uint8Array {
    const from = this.base + at
    if (at + length <= this.length) return this.buffer.subarray(from, from + length)
    return this.source.read(this.start + at, length)
  }
}
