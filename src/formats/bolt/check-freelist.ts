import {damageOf} from './damage.ts'
import {pageLimit} from './page-limit.ts'
import {PageSet} from './page-set.ts'
import {readFreelist, walkFreelist} from './read-freelist.ts'
import type {BoltFile, Damage} from './types.ts'

/** Checks the freelist: its page, its count, and that every id is in range, once and in order (boltdb freelist.go). */
export interface CheckedFreelist {
  /** Pages listed as free; null when there is no list to go by. */
  readonly free: PageSet | null
  readonly count: number
  /** The list's own pages. */
  readonly pages: readonly number[]
}

export function checkFreelist(file: BoltFile, onDamage: (damage: Damage) => void): CheckedFreelist {
  const list = readFreelist(file, onDamage)
  if (list === null) return {free: null, count: 0, pages: []}
  const limit = pageLimit(file)
  const highWater = file.meta?.highWater ?? 0n
  const free = new PageSet(limit)
  let count = 0
  let previous = -1n
  let disorder = 0
  walkFreelist(file, list, id => {
    if (id < 2n || id >= highWater) {
      onDamage(
        damageOf('freelist-range', list.page, `page ${id} is listed as free; the pages are 2 to ${highWater - 1n}`),
      )
      return
    }
    // Between the end of a truncated file and the high-water mark: free, but not there.
    if (id >= BigInt(limit)) return
    if (!free.add(Number(id))) {
      onDamage(damageOf('freelist-duplicate', list.page, `page ${id} is listed as free more than once`))
      return
    }
    count++
    if (id < previous) disorder++
    previous = id
  })
  if (disorder > 0) {
    const message = `${disorder} ids of the freelist stand behind a larger one; it is kept in ascending order`
    onDamage(damageOf('freelist-order', list.page, message))
  }
  const pages = Array.from({length: list.overflow + 1}, (_, i) => list.page + i)
  return {free, count, pages}
}
