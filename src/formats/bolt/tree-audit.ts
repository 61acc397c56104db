import type {KeyRange} from './check-keys.ts'
import type {PageBuffer} from './page-buffer.ts'
import type {Damage} from './types.ts'

/**
 * Is told of every page that a walk over a whole tree reads. The full check is one, so that it shares a reading with
 * those who want the entries: reading is what takes the time.
 */
export interface TreeAudit {
  /** A walk over the whole tree at page `root` begins, page after page in `buffer`; null when that tree needs no second look. */
  begin(root: number, buffer: PageBuffer): TreeWatch | null
}

export interface TreeWatch {
  /** Page `id` stands in the buffer; `range` are the keys that the pages above give it. */
  page(id: number, range: KeyRange): void
  /** What the walk itself found wrong. */
  damage(damage: Damage): void
  /** The walk has seen the whole tree. When it stops before, nothing that was told counts. */
  end(): void
}
