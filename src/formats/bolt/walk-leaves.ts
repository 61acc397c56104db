import type {KeyRange} from './check-keys.ts'
import {checkBranchKeys} from './check-keys.ts'
import type {KeyPlace} from './compare-keys.ts'
import {damageOf} from './damage.ts'
import {maxDepth, pageFlag} from './layout.ts'
import {loadTreePage} from './load-page.ts'
import type {PageBuffer} from './page-buffer.ts'
import {pageLimit} from './page-limit.ts'
import {PageSet} from './page-set.ts'
import {findChild, readBranchKeys, readChildren} from './read-branch.ts'
import type {BoltFile, Damage} from './types.ts'

export interface WalkLeavesOptions {
  readonly onDamage: (damage: Damage) => void
  /** Leaves that end before this key are not read. */
  readonly from?: KeyPlace
  /** Called about every 4 MiB with the bytes of leaf pages visited so far. */
  readonly onProgress?: (doneBytes: number) => void
}

const progressStep = 4 * 1024 * 1024

/** Bytes read at once, at the most, and pages read along for nothing when they lie between. */
const longestRead = 128 * 1024
const longestGap = 3

/** Bytes from child `i` to the end of the last of the children behind it that lie close by, in the order of the file. */
function runFrom(children: readonly number[], i: number, pageSize: number): number {
  const start = children[i] as number
  let last = start
  for (let k = i + 1; k < children.length; k++) {
    const next = children[k] as number
    if (next <= last || next - last > longestGap || (next + 1 - start) * pageSize > longestRead) break
    last = next
  }
  return (last + 1 - start) * pageSize
}

/**
 * Calls `visit` with every leaf page of the tree at page `root`, in key order, until it says stop. A page that cannot
 * be used is reported and costs only what lies below it; a page met twice is visited once. `buffer` holds the leaf
 * during the call, `range` are the keys that the pages above give page number `page`.
 */
export function walkLeaves(
  file: BoltFile,
  root: number,
  buffer: PageBuffer,
  visit: (range: KeyRange, page: number) => 'stop' | undefined,
  options: WalkLeavesOptions,
): void {
  const {onProgress} = options
  const watch = options.from === undefined ? file.audit?.begin(root, buffer) : null
  const onDamage = (damage: Damage) => {
    watch?.damage(damage)
    options.onDamage(damage)
  }
  const limit = pageLimit(file)
  const pageSize = file.pageSize ?? 0
  const seen = new PageSet(limit)
  let done = 0
  let reported = 0
  let seek = options.from

  const descend = (id: number, range: KeyRange, depth: number): 'stop' | undefined => {
    if (!(id >= 2 && id < limit)) {
      onDamage(damageOf('page-out-of-range', id, `page ${id} is referred to, but the pages are 2 to ${limit - 1}`))
      return
    }
    if (depth > maxDepth) {
      onDamage(damageOf('tree-too-deep', id, `page ${id} stands more than ${maxDepth} levels deep`))
      return
    }
    if (!seen.add(id)) {
      onDamage(damageOf('page-referenced-twice', id, `page ${id} is referred to from two places`))
      return
    }
    if (!loadTreePage(file, buffer, id, limit, onDamage)) return
    watch?.page(id, range)
    if (buffer.flags === pageFlag.leaf) {
      done += buffer.extent
      if (onProgress !== undefined && done - reported >= progressStep) {
        reported = done
        onProgress(done)
      }
      seek = undefined
      return visit(range, id)
    }
    if (buffer.count === 0) onDamage(damageOf('branch-empty', id, `branch page ${id} has no elements`))
    const children = readChildren(buffer)
    const keys = readBranchKeys(buffer)
    checkBranchKeys(keys, id, range, onDamage)
    for (let i = seek === undefined ? 0 : findChild(keys, seek); i < children.length; i++) {
      const child = children[i] as number
      if (!buffer.holds(child * pageSize, pageSize)) buffer.expect(runFrom(children, i, pageSize))
      const childRange = {from: keys[i] ?? null, to: keys[i + 1] ?? range.to}
      if (descend(child, childRange, depth + 1) === 'stop') return 'stop'
    }
  }
  if (descend(root, {from: null, to: null}, 1) !== 'stop') watch?.end()
  onProgress?.(done)
}
