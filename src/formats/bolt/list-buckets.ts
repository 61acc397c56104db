import {damageOf} from './damage.ts'
import {bucketHeader} from './layout.ts'
import {badElements, LeafElement} from './leaf-elements.ts'
import {PageBuffer} from './page-buffer.ts'
import type {BoltFile, Damage} from './types.ts'
import {walkLeaves} from './walk-leaves.ts'

/** Where a bucket's tree starts: on a page of its own, or as a leaf image inside its value (boltdb bucket.go). */
export type BucketRoot =
  | {readonly kind: 'page'; readonly page: number}
  /** `offset` and `length` of the leaf image in the file; `inPage` is the page it stands on. */
  | {readonly kind: 'inline'; readonly offset: number; readonly length: number; readonly inPage: number}

/** One top-level bucket. */
export interface BucketEntry {
  /** The key as UTF-8 text. */
  readonly name: string
  readonly sequence: bigint
  readonly root: BucketRoot
}

/** The buckets at the top level, in key order. Empty when no meta is usable; damage on the way costs only its entries. */
export function listBuckets(file: BoltFile, onDamage: (damage: Damage) => void = () => {}): BucketEntry[] {
  const buckets: BucketEntry[] = []
  if (file.meta === null || file.pageSize === null) return buckets
  const pageSize = file.pageSize
  const buffer = new PageBuffer(file.bytes)
  const element = new LeafElement(buffer)
  const text = new TextDecoder()
  const visit = (): undefined => {
    const page = buffer.start / pageSize
    const bad: number[] = []
    for (let i = 0; i < buffer.count; i++) {
      if (!element.fill(i)) {
        bad.push(i)
      } else if (element.isBucket) {
        const name = text.decode(element.key)
        const found = bucketOf(element, page)
        if (found === null) onDamage(damageOf('bucket-header', page, tooShort(element)))
        else buckets.push({name, ...found})
      }
    }
    if (bad.length > 0) onDamage(badElements(bad, buffer.count, page))
  }
  walkLeaves(file, Number(file.meta.root), buffer, visit, {onDamage})
  return buckets
}

/** Says that the value of a bucket's element cannot hold a bucket. */
export const tooShort = ({key, length}: LeafElement): string =>
  `bucket "${new TextDecoder().decode(key)}" has a value of ${length} bytes, too short for a bucket`

/** Decodes the bucket header at the start of an element's value; null when the value is too short for one. */
export function bucketOf(element: LeafElement, inPage: number): Omit<BucketEntry, 'name'> | null {
  const offset = element.offset
  const length = element.length
  const value = element.head(bucketHeader.size)
  if (value.length < bucketHeader.size) return null
  const view = new DataView(value.buffer, value.byteOffset, value.length)
  const root = view.getBigUint64(bucketHeader.root, true)
  const sequence = view.getBigUint64(bucketHeader.sequence, true)
  if (root !== 0n) return {sequence, root: {kind: 'page', page: Number(root)}}
  const image = {offset: offset + bucketHeader.size, length: length - bucketHeader.size}
  return {sequence, root: {kind: 'inline', ...image, inPage}}
}
