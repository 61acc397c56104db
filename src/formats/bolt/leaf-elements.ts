import type {KeyPlace} from './compare-keys.ts'
import {compareKeys} from './compare-keys.ts'
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
  private ownKey = new Uint8Array(8)
  flags = 0
  length = 0
  whole = false
  view: DataView
  at = 0
  /** The key: `keySize` bytes of `keyView` from `keyAt` on, valid until the next page is loaded. */
  keyView: DataView
  keyAt = 0
  keySize = 0

  constructor(page: PageBuffer) {
    this.page = page
    this.view = page.view
    this.keyView = page.view
  }

  /** Fills from element `i`; false when its key or value is not inside the page. */
  fill(i: number): boolean {
    const {page} = this
    const {view, base} = page
    const element = pageHeader.size + leafElement.size * i
    const keyAt = element + view.getUint32(base + element + leafElement.position, true)
    const keySize = view.getUint32(base + element + leafElement.keySize, true)
    const valueSize = view.getUint32(base + element + leafElement.valueSize, true)
    if (!elementFits(page, keyAt, keySize, valueSize)) return false
    this.flags = view.getUint32(base + element + leafElement.flags, true)
    this.length = valueSize
    const valueAt = keyAt + keySize
    this.valueAt = valueAt
    this.view = view
    this.at = base + valueAt
    this.whole = valueAt + valueSize <= page.length
    this.keySize = keySize
    if (keyAt + keySize > page.length) return this.fetchKey(keyAt)
    this.keyView = view
    this.keyAt = base + keyAt
    return true
  }

  /** The key stands behind the head of a page with overflow. */
  private fetchKey(at: number): boolean {
    const key = new Uint8Array(this.keySize)
    this.keyView = new DataView(key.buffer)
    this.keyAt = 0
    return this.page.copy(at, key)
  }

  /** A copy of the key, valid until the next element's is asked for. */
  get key(): Uint8Array {
    const {keyView, keyAt, keySize} = this
    if (this.ownKey.length !== keySize) this.ownKey = new Uint8Array(keySize)
    const key = this.ownKey
    for (let i = 0; i < keySize; i++) key[i] = keyView.getUint8(keyAt + i)
    return key
  }

  /** Order of the key and `other`: below 0, 0, above 0. */
  compareKey(other: KeyPlace): number {
    return compareKeys(this.keyView, this.keyAt, this.keySize, other)
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
