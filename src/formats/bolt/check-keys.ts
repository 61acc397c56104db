import {compareBytes} from './compare-bytes.ts'
import {damageOf} from './damage.ts'
import {badElements} from './leaf-elements.ts'
import type {PageBuffer} from './page-buffer.ts'
import {branchKey} from './read-branch.ts'
import type {Damage} from './types.ts'

/** Keys a page may hold: `from` included, `to` excluded; null = no bound. */
export interface KeyRange {
  readonly from: Uint8Array | null
  readonly to: Uint8Array | null
}

/**
 * The keys of the branch page in `buffer`, copied; null for one that is not inside the page. Checks that they ascend
 * and lie in the range the page above gives (bbolt tx_check.go `recursivelyCheckPageKeyOrder`).
 */
export function checkBranchKeys(
  buffer: PageBuffer,
  page: number,
  range: KeyRange,
  onDamage: (damage: Damage) => void,
): (Uint8Array | null)[] {
  const keys: (Uint8Array | null)[] = []
  const bad: number[] = []
  let disorder = 0
  let outside = false
  let previous: Uint8Array | null = null
  for (let i = 0; i < buffer.count; i++) {
    const key = branchKey(buffer, i)
    keys.push(key)
    if (key === null) {
      bad.push(i)
      continue
    }
    if (previous === null && range.from !== null && compareBytes(key, range.from) < 0) outside = true
    if (range.to !== null && compareBytes(key, range.to) >= 0) outside = true
    if (previous !== null && compareBytes(key, previous) <= 0) disorder++
    previous = key
  }
  if (bad.length > 0) onDamage(badElements(bad, buffer.count, page))
  if (disorder > 0) {
    onDamage(damageOf('key-order', page, `branch page ${page}: ${disorder} keys are not above the one before them`))
  }
  if (outside) onDamage(keyOutsideParent(page))
  return keys
}

/** A page with a key that the page above gives to another one. */
export function keyOutsideParent(page: number): Damage {
  return damageOf('key-outside-parent', page, `page ${page} holds keys outside the range that the page above gives it`)
}
