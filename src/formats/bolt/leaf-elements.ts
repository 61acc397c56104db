import {damageOf} from './damage.ts'
import {bucketFlag, leafElement, pageHeader} from './layout.ts'
import {elementFits} from './load-page.ts'
import type {PageBuffer} from './page-buffer.ts'
import type {Damage, ValueView} from './types.ts'

/**
 * One element of a leaf page, filled anew for each: no object is made per entry.
 * It is the `ValueView` handed to visitors, so it must not be kept.
 */
export class LeafElement implements ValueView {
  private readonly page: PageBuffer
  private valueAt = 0
  flags = 0
  length = 0
  /** The element's key; its own copy, valid until the next element. */
  key = new Uint8Array(8)

  constructor(page: PageBuffer) {
    this.page = page
  }

  /** Fills from element `i`; false when its key or value is not inside the page. */
  fill(i: number): boolean {
    const page = this.page
    const element = pageHeader.size + leafElement.size * i
    const keyAt = element + page.u32(element + leafElement.position)
    const keySize = page.u32(element + leafElement.keySize)
    const valueSize = page.u32(element + leafElement.valueSize)
    if (!elementFits(page, keyAt, keySize, valueSize)) return false
    this.flags = page.u32(element + leafElement.flags)
    this.length = valueSize
    this.valueAt = keyAt + keySize
    if (this.key.length !== keySize) this.key = new Uint8Array(keySize)
    return page.copy(keyAt, this.key)
  }

  u8(at: number): number {
    return this.page.u8(this.valueAt + at)
  }

  u32(at: number): number {
    return this.page.u32(this.valueAt + at)
  }

  head(n: number): Uint8Array {
    return this.page.slice(this.valueAt, Math.min(n, this.length))
  }

  tail(n: number): Uint8Array {
    const size = Math.max(0, Math.min(n, this.length))
    return this.page.slice(this.valueAt + this.length - size, size)
  }

  bytes(): Uint8Array {
    return this.page.slice(this.valueAt, this.length)
  }

  /** The value is a bucket. */
  get isBucket(): boolean {
    return (this.flags & bucketFlag) !== 0
  }

  /** Where the value stands in the file. */
  get offset(): number {
    return this.page.start + this.valueAt
  }
}

/** The elements of a page that `fill` refused, as one damage. */
export function badElements(bad: readonly number[], count: number, page: number): Damage {
  const some = bad.slice(0, 5).join(', ')
  const which = bad.length > 5 ? `${some} and ${bad.length - 5} more` : some
  const message = `page ${page}: key or value of element ${which} (of ${count}, counted from 0) is not inside the page`
  return damageOf('element-overrun', page, message)
}
