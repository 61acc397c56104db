import type {KeyRange} from './check-keys.ts'
import {keyOutsideParent} from './check-keys.ts'
import type {KeyPlace} from './compare-keys.ts'
import {badElements, LeafElement} from './leaf-elements.ts'
import type {BucketEntry} from './list-buckets.ts'
import {listBuckets} from './list-buckets.ts'
import {loadInlinePage} from './load-page.ts'
import {PageBuffer} from './page-buffer.ts'
import type {BoltFile, Damage, ValueView} from './types.ts'
import {walkLeaves} from './walk-leaves.ts'

export interface WalkBucketOptions {
  readonly onDamage?: (damage: Damage) => void
  /** First key wanted: earlier leaves are not read. */
  readonly from?: Uint8Array
  /** Called instead of `visit` for a bucket within the bucket. */
  readonly onSubBucket?: (key: Uint8Array) => void
  /** Bytes of leaf pages visited so far. */
  readonly onProgress?: (doneBytes: number) => void
}

/**
 * Visits every key of a top-level bucket, in key order, until `visit` says stop. Nothing is visited when there is no
 * such bucket. Never throws on any bytes: what cannot be read is reported and costs only its own entries. Sub-buckets
 * are passed over.
 *
 * `key` and `value` are reused: `key` is valid during the call, what `value` gives until the next read of the file.
 */
export function walkBucket(
  file: BoltFile,
  bucket: string,
  visit: (key: Uint8Array, value: ValueView) => 'stop' | undefined,
  options: WalkBucketOptions = {},
): void {
  walkElements(file, bucket, element => visit(element.key, element), options)
}

/** The same without a copy of each key. */
export function walkElements(
  file: BoltFile,
  bucket: string,
  visit: (element: LeafElement) => 'stop' | undefined,
  options: WalkBucketOptions = {},
): void {
  const onDamage = options.onDamage ?? (() => {})
  const entry = listBuckets(file, onDamage).find(b => b.name === bucket)
  if (entry !== undefined) walkEntries(file, entry, visit, {...options, onDamage})
}

function walkEntries(
  file: BoltFile,
  {root}: BucketEntry,
  visit: (element: LeafElement) => 'stop' | undefined,
  options: WalkBucketOptions & {readonly onDamage: (damage: Damage) => void},
): void {
  const {onDamage} = options
  const from = options.from && placeOf(options.from)
  const buffer = new PageBuffer(file.bytes)
  const element = new LeafElement(buffer)
  let before = from
  const visitLeaf = (range: KeyRange, page: number): 'stop' | undefined => {
    let bad: number[] | null = null
    let outside = false
    let first = true
    const {count} = buffer
    for (let i = 0; i < count; i++) {
      if (!element.fill(i)) {
        bad ??= []
        bad.push(i)
        continue
      }
      if (first) outside = range.from !== null && element.compareKey(range.from) < 0
      first = false
      if (element.isBucket) {
        options.onSubBucket?.(element.key)
        continue
      }
      if (before !== undefined && element.compareKey(before) < 0) continue
      before = undefined
      if (visit(element) === 'stop') return 'stop'
    }
    if (bad !== null) onDamage(badElements(bad, count, page))
    if (!first && range.to !== null && element.compareKey(range.to) >= 0) outside = true
    if (outside) onDamage(keyOutsideParent(page))
  }
  if (root.kind === 'page') {
    walkLeaves(file, root.page, buffer, visitLeaf, {...options, from})
  } else if (loadInlinePage(buffer, root.offset, root.length, root.inPage, onDamage)) {
    visitLeaf({from: null, to: null}, root.inPage)
  }
}

const placeOf = ({buffer, byteOffset, length}: Uint8Array): KeyPlace => ({
  view: new DataView(buffer, byteOffset, length),
  at: 0,
  size: length,
})
