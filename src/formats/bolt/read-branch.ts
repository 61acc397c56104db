import type {KeyPlace} from './compare-keys.ts'
import {compareKeys} from './compare-keys.ts'
import {branchElement, pageHeader} from './layout.ts'
import {elementFits} from './load-page.ts'
import type {PageBuffer} from './page-buffer.ts'

/** Children of the branch page in `buffer`, in order. */
export function readChildren(buffer: PageBuffer): number[] {
  const children: number[] = new Array(buffer.count)
  for (let i = 0; i < buffer.count; i++) {
    children[i] = buffer.pageNumber(pageHeader.size + branchElement.size * i + branchElement.child)
  }
  return children
}

/** The keys of the branch page in `buffer`, in a copy: the buffer goes on to the children. Null for one not inside. */
export function readBranchKeys(buffer: PageBuffer): (KeyPlace | null)[] {
  const keys: (KeyPlace | null)[] = new Array(buffer.count)
  const view = new DataView(buffer.slice(0, buffer.length).slice().buffer)
  for (let i = 0; i < buffer.count; i++) {
    const element = pageHeader.size + branchElement.size * i
    const at = element + view.getUint32(element + branchElement.position, true)
    const size = view.getUint32(element + branchElement.keySize, true)
    if (!elementFits(buffer, at, size, 0)) keys[i] = null
    else keys[i] = at + size <= buffer.length ? {view, at, size} : fetchKey(buffer, at, size)
  }
  return keys
}

/** A key behind the head of a page with overflow. */
function fetchKey(buffer: PageBuffer, at: number, size: number): KeyPlace | null {
  const key = new Uint8Array(size)
  return buffer.copy(at, key) ? {view: new DataView(key.buffer), at: 0, size} : null
}

/**
 * The child that holds `key` if any does: the last one whose key is not above it (boltdb cursor.go `searchPage`).
 * A key that cannot be read counts as above, so that nothing wanted is passed over.
 */
export function findChild(keys: readonly (KeyPlace | null)[], key: KeyPlace): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const found = keys[middle] ?? null
    if (found !== null && compareKeys(found.view, found.at, found.size, key) <= 0) low = middle + 1
    else high = middle
  }
  return Math.max(0, low - 1)
}
