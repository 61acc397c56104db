import type {KeyRange} from './check-keys.ts'
import {keyOutsideParent} from './check-keys.ts'
import type {KeyPlace} from './compare-keys.ts'
import type {DamageCode} from './damage.ts'
import {damageOf} from './damage.ts'
import {bucketFlag, leafElement, pageHeader} from './layout.ts'
import {badElements, LeafElement} from './leaf-elements.ts'
import type {BucketRoot} from './list-buckets.ts'
import {bucketOf, tooShort} from './list-buckets.ts'
import type {PageBuffer} from './page-buffer.ts'
import type {Damage} from './types.ts'

/** Checks leaf after leaf of one tree; nothing is allocated for a sound one. */
export class LeafCheck {
  readonly #buffer: PageBuffer
  readonly #element: LeafElement
  readonly #onDamage: (damage: Damage) => void
  /** The key of the element before. */
  readonly #previous: {view: DataView; at: number; size: number} & KeyPlace = {
    view: new DataView(new ArrayBuffer(0)),
    at: 0,
    size: 0,
  }

  constructor(buffer: PageBuffer, onDamage: (damage: Damage) => void) {
    this.#buffer = buffer
    this.#element = new LeafElement(buffer)
    this.#onDamage = onDamage
  }

  /**
   * Checks the elements of the leaf in the buffer: extents, overlaps, flags, key order and key range. The buckets met
   * are added to `roots`; null where none may be (an inline bucket has no sub-buckets: boltdb bucket.go `inlineable`).
   */
  check(page: number, range: KeyRange, roots: BucketRoot[] | null): void {
    const element = this.#element
    const {count, start} = this.#buffer
    let bad: number[] | null = null
    const previous = this.#previous
    let first = true
    let disorder = 0
    let overlaps = 0
    let oddFlags = 0
    let outside = false
    let end = pageHeader.size + leafElement.size * count
    for (let i = 0; i < count; i++) {
      if (!element.fill(i)) {
        bad ??= []
        bad.push(i)
        continue
      }
      const valueAt = element.offset - start
      if (valueAt - element.keySize < end) overlaps++
      end = valueAt + element.length
      if ((element.flags & ~bucketFlag) !== 0) oddFlags++
      if (!first && element.compareKey(previous) <= 0) disorder++
      if (first && range.from !== null && element.compareKey(range.from) < 0) outside = true
      first = false
      previous.view = element.keyView
      previous.at = element.keyAt
      previous.size = element.keySize
      if (element.isBucket) this.#addRoot(page, roots)
    }
    if (!first && range.to !== null && element.compareKey(range.to) >= 0) outside = true
    if (bad !== null) this.#onDamage(badElements(bad, count, page))
    if (overlaps > 0) this.#tell('element-overlap', page, `${overlaps} elements begin before the one before them ends`)
    if (disorder > 0) this.#tell('key-order', page, `${disorder} keys are not above the one before them`)
    if (outside) this.#onDamage(keyOutsideParent(page))
    if (oddFlags > 0) this.#tell('element-flags', page, `${oddFlags} elements have flags that Bolt does not know`)
  }

  #addRoot(page: number, roots: BucketRoot[] | null): void {
    const element = this.#element
    if (roots === null) {
      this.#tell('inline-bucket', page, 'an inline bucket holds a bucket; Bolt never writes that')
      return
    }
    const bucket = bucketOf(element, page)
    if (bucket !== null) roots.push(bucket.root)
    else this.#onDamage(damageOf('bucket-header', page, tooShort(element)))
  }

  #tell(code: DamageCode, page: number, what: string): void {
    this.#onDamage(damageOf(code, page, `page ${page}: ${what}`))
  }
}
