import {compareBytes} from './compare-bytes.ts'
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

/** A copy of the key of element `i` of the branch page in `buffer`; null when it is not inside the page. */
export function branchKey(buffer: PageBuffer, i: number): Uint8Array | null {
  const element = pageHeader.size + branchElement.size * i
  const at = element + buffer.u32(element + branchElement.position)
  const size = buffer.u32(element + branchElement.keySize)
  if (!elementFits(buffer, at, size, 0)) return null
  const key = new Uint8Array(size)
  if (!buffer.copy(at, key)) return null
  return key
}

/**
 * The child that holds `key` if any does: the last one whose key is not above it (boltdb cursor.go `searchPage`).
 * A key that cannot be read counts as above, so that nothing wanted is passed over.
 */
export function findChild(buffer: PageBuffer, key: Uint8Array): number {
  let low = 0
  let high = buffer.count
  while (low < high) {
    const middle = (low + high) >>> 1
    const found = branchKey(buffer, middle)
    if (found !== null && compareBytes(found, key) <= 0) low = middle + 1
    else high = middle
  }
  return Math.max(0, low - 1)
}
