import {LeafCheck} from './check-leaf.ts'
import {damageOf} from './damage.ts'
import type {DamageLog} from './damage-log.ts'
import {pageFlag} from './layout.ts'
import type {BucketRoot} from './list-buckets.ts'
import {loadInlinePage} from './load-page.ts'
import {PageBuffer} from './page-buffer.ts'
import {PageSet} from './page-set.ts'
import type {TreeAudit, TreeWatch} from './tree-audit.ts'
import type {BoltFile, Damage} from './types.ts'
import {walkLeaves} from './walk-leaves.ts'

export interface AuditOptions {
  readonly log: DamageLog
  /** Pages known to be in use; every page met is added. */
  readonly reachable: PageSet
  /** Pages listed as free; null when there is no list. */
  readonly free: PageSet | null
  readonly onProgress?: (doneBytes: number) => void
}

/** Damages behind which pages may lie that were never seen. */
const hiding = new Set([
  'page-out-of-range',
  'page-beyond-file',
  'page-type',
  'tree-too-deep',
  'branch-empty',
  'element-table-overrun',
  'element-overrun',
  'bucket-header',
])

const progressStep = 4 * 1024 * 1024

/** The part of the full check that looks at the trees: which pages are in use, and the elements of every leaf. */
export class IntegrityAudit implements TreeAudit {
  readonly #file: BoltFile
  readonly #options: AuditOptions
  readonly #seen = new Set<number>()
  readonly #roots: BucketRoot[]
  #done = 0
  #reported = 0
  /** No damage was met that hides pages. */
  complete = true

  constructor(file: BoltFile, options: AuditOptions) {
    this.#file = file
    this.#options = options
    this.#roots = [{kind: 'page', page: Number(file.meta?.root)}]
  }

  begin(root: number, buffer: PageBuffer): TreeWatch | null {
    if (this.#seen.has(root)) return null
    const {reachable, free} = this.#options
    const own = new PageSet(reachable.size)
    const pages = {own, reachable, free}
    const damage: Damage[] = []
    const roots: BucketRoot[] = []
    const report = (found: Damage) => {
      damage.push(found)
    }
    const leaves = new LeafCheck(buffer, report)
    return {
      damage: report,
      page: (id, range) => {
        claim(id, buffer.overflow, pages, report)
        if (buffer.flags === pageFlag.leaf) leaves.check(id, range, roots)
        this.#progress(buffer.extent)
      },
      end: () => {
        this.#seen.add(root)
        reachable.addAll(own)
        this.#roots.push(...roots)
        for (const found of damage) this.#report(found)
      },
    }
  }

  /** Checks what no walk has come by. */
  finish(): void {
    const file = {...this.#file, audit: this}
    const buffer = new PageBuffer(file.bytes)
    const report = (found: Damage) => this.#report(found)
    const inline = new LeafCheck(buffer, report)
    // Buckets inside buckets are queued instead of descended into: their depth is the file's to choose.
    for (let root = this.#roots.pop(); root !== undefined; root = this.#roots.pop()) {
      if (root.kind === 'page') {
        if (!this.#seen.has(root.page)) walkLeaves(file, root.page, buffer, () => undefined, {onDamage: () => {}})
      } else if (loadInlinePage(buffer, root.offset, root.length, root.inPage, report)) {
        inline.check(root.inPage, {from: null, to: null}, null)
      }
    }
    this.#options.onProgress?.(this.#done)
  }

  #report(found: Damage): void {
    if (hiding.has(found.code)) this.complete = false
    this.#options.log.add(found)
  }

  #progress(bytes: number): void {
    this.#done += bytes
    if (this.#done - this.#reported < progressStep) return
    this.#reported = this.#done
    this.#options.onProgress?.(this.#done)
  }
}

interface Pages {
  /** Of the tree being walked. */
  readonly own: PageSet
  /** Of the trees before. */
  readonly reachable: PageSet
  readonly free: PageSet | null
}

/** Takes a page and its overflow pages into use. */
function claim(id: number, overflow: number, {own, reachable, free}: Pages, report: (damage: Damage) => void): void {
  const last = Math.min(id + overflow, own.size - 1)
  for (let page = id; page <= last; page++) {
    if (reachable.has(page) || !own.add(page)) {
      const other = page === id ? 'another tree' : `page ${id}, of which it is an overflow page`
      report(damageOf('page-referenced-twice', page, `page ${page} is in use already, and by ${other}`))
    }
    if (free?.has(page)) {
      report(damageOf('page-reachable-and-free', page, `page ${page} is in use and listed as free`))
    }
  }
}
