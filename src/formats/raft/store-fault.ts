import type {Damage} from '../bolt/types.ts'
import type {RaftStore, StartPrediction} from './types.ts'

/** raft.db as far as a start depends on it. */
export interface StoreFile {
  readonly size: number
  readonly pageSize: number | null
  readonly damage: readonly Damage[]
  /** null when no meta page is usable. */
  readonly store: RaftStore | null
}

/** boltdb db.go `Open` reads this much to learn the page size. */
const firstRead = 4096

/**
 * Damages that boltdb 1.3.1 meets on its way to the log and does not survive: it looks at no page number and no
 * extent, so it panics, is killed for touching what is not there, or walks in circles until memory ends.
 */
const fatal: ReadonlySet<string> = new Set([
  'branch-empty',
  'bucket-header',
  'conf-value-length',
  'element-overrun',
  'element-table-overrun',
  'freelist-not-stored',
  'freelist-page',
  'inline-bucket',
  'log-key-length',
  'page-beyond-file',
  'page-id-mismatch',
  'page-out-of-range',
  'page-overflow',
  'page-type',
  'tree-too-deep',
])

/** How opening and reading raft.db ends a scheduler's start, whatever stands in it; null when it does not. */
export function storeFault(file: StoreFile): StartPrediction | null {
  if (file.store === null) return {outcome: 'exits', reason: 'error creating new raft store: invalid database'}
  if (file.size < firstRead) {
    const reason = `raft.db has ${file.size} bytes, less than one page: boltdb panics (invalid page type)`
    return {outcome: 'panics', reason}
  }
  if (file.pageSize !== null && file.size < 2 * file.pageSize) {
    return {outcome: 'exits', reason: 'error creating new raft store: file size too small'}
  }
  const met = file.damage.find(damage => damage.severity !== 'note' && fatal.has(damage.code))
  if (met === undefined) return null
  const reason = `${met.message}: boltdb 1.3.1 panics on it, is killed, or takes memory without end`
  return {outcome: 'panics', reason}
}
