import type {KeyPlace} from './compare-keys.ts'
import {compareKeys} from './compare-keys.ts'
import {damageOf} from './damage.ts'
import {badElements} from './leaf-elements.ts'
import type {Damage} from './types.ts'

/** Keys a page may hold: `from` included, `to` excluded; null = no bound. */
export interface KeyRange {
  readonly from: KeyPlace | null
  readonly to: KeyPlace | null
}

/**
 * Checks that the keys of a branch page (null: not inside the page) ascend and lie in the range the page above gives
 * (bbolt tx_check.go `recursivelyCheckPageKeyOrder`).
 */
export function checkBranchKeys(
  keys: readonly (KeyPlace | null)[],
  page: number,
  range: KeyRange,
  onDamage: (damage: Damage) => void,
): void {
  const bad: number[] = []
  let disorder = 0
  let outside = false
  let previous: KeyPlace | null = null
  let largest: KeyPlace | null = null
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? null
    if (key === null) {
      bad.push(i)
      continue
    }
    const {view, at, size} = key
    if (previous === null && range.from !== null && compareKeys(view, at, size, range.from) < 0) outside = true
    if (previous !== null && compareKeys(view, at, size, previous) <= 0) disorder++
    else if (largest === previous || compareKeys(view, at, size, largest as KeyPlace) > 0) largest = key
    previous = key
  }
  if (largest !== null && range.to !== null && compareKeys(largest.view, largest.at, largest.size, range.to) >= 0) {
    outside = true
  }
  if (bad.length > 0) onDamage(badElements(bad, keys.length, page))
  if (disorder > 0) {
    onDamage(damageOf('key-order', page, `branch page ${page}: ${disorder} keys are not above the one before them`))
  }
  if (outside) onDamage(keyOutsideParent(page))
}

/** A page with a key that the page above gives to another one. */
export function keyOutsideParent(page: number): Damage {
  return damageOf('key-outside-parent', page, `page ${page} holds keys outside the range that the page above gives it`)
}
