import type {ByteSource} from '../bytes.ts'
import type {TreeAudit} from './tree-audit.ts'

/**
 * Values of the Bolt file format, version 2 (boltdb/bolt 1.3 and go.etcd.io/bbolt 1.3 to 1.5: db.go, page.go, bucket.go).
 * Page numbers are plain numbers: an id is only ever followed after it was found below the file's page count.
 */

/** How much a damage costs: `note` nothing, `warning` space or safety margin, `error` data or the start of the scheduler. */
export type DamageSeverity = 'note' | 'warning' | 'error'

/** One thing wrong with the file, found on the way; reading goes on past it. */
export interface Damage {
  /** Stable code, kebab-case, e.g. `page-id-mismatch`, `meta-checksum`, `freelist-type`, `value-overrun`. */
  readonly code: string
  readonly severity: DamageSeverity
  /** Page it was found on; null when it concerns the whole file. */
  readonly page: number | null
  /** What is wrong, with the values read. */
  readonly message: string
  /** What that means for the data or for the scheduler that opens this file. */
  readonly consequence: string
}

/** One of the two meta pages (bolt db.go `meta`, at page offset 16). */
export interface MetaPage {
  /** 0 or 1. */
  readonly page: 0 | 1
  /** Magic, version and checksum are right. */
  readonly valid: boolean
  /** Why not, when not valid. */
  readonly reason: string | null
  readonly pageSize: number
  readonly root: bigint
  /** Page of the freelist, or null when the writer did not store one (0xFFFFFFFFFFFFFFFF). */
  readonly freelist: bigint | null
  /** First page number never used; every id in use is below it. */
  readonly highWater: bigint
  readonly txid: bigint
}

/** An opened Bolt file: never throws on any bytes; `meta` null means nothing below can be read. */
export interface BoltFile {
  readonly bytes: ByteSource
  readonly pageSize: number | null
  /** Both metas as found, even when invalid; null when the file is too short to hold one. */
  readonly metas: readonly [MetaPage | null, MetaPage | null]
  /** The meta Bolt would use: the valid one with the larger txid. */
  readonly meta: MetaPage | null
  /** What opening alone found wrong. */
  readonly damage: readonly Damage[]
  /** Set while a full check goes along with the walks over this file. */
  readonly audit?: TreeAudit
}

/** A value of a leaf element, read only as far as asked. Views are valid until the next read of the file. */
export interface ValueView {
  readonly length: number
  /**
   * The whole value is at hand: it stands in `view` from `at` on, and `view` goes on behind it for 64 bytes of no
   * meaning. For those who look at a few bytes of very many values.
   */
  readonly whole: boolean
  readonly view: DataView
  readonly at: number
  /** The first `n` bytes (fewer if the value is shorter). */
  head(n: number): Uint8Array
  /** The last `n` bytes (fewer if the value is shorter). */
  tail(n: number): Uint8Array
  /** The whole value. */
  bytes(): Uint8Array
}

/** Space in the file, in pages unless said otherwise. */
export interface SpaceUse {
  readonly fileBytes: number
  readonly pages: number
  readonly free: number
  /** Bytes a rewritten, compact file would not need: free pages. */
  readonly reclaimableBytes: number
}

/** Result of the full check (bbolt's check plus what it forgets). */
export interface IntegrityReport {
  readonly damage: readonly Damage[]
  readonly reachable: number
  readonly free: number
}
