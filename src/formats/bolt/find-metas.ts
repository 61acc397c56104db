import type {ByteSource} from '../bytes.ts'
import {decodeMeta, isBigEndianMeta} from './decode-meta.ts'
import {boltMagic, metaLayout} from './layout.ts'
import type {MetaPage} from './types.ts'

/** What stands where Bolt looks for its two meta pages. */
export interface FoundMetas {
  /** Taken from a valid meta; null when there is none. */
  readonly pageSize: number | null
  readonly metas: readonly [MetaPage | null, MetaPage | null]
  readonly bigEndian: boolean
}

/**
 * Finds both metas as bbolt does (db.go `getPageSize`): the page size is the one the meta at offset 0 names; if that
 * is not valid, meta 1 is looked for at 1024, 2048 … 16 MiB, where it has to name the offset it stands at (an older
 * meta inside some value does not). Nothing valid: what can be shown of the invalid ones.
 */
export function findMetas(bytes: ByteSource): FoundMetas {
  const head = bytes.read(0, metaLayout.end)
  const first = decodeMeta(head, 0)
  let bigEndian = isBigEndianMeta(head)
  if (first?.valid) return {pageSize: first.pageSize, metas: [first, metaAt(bytes, first.pageSize)], bigEndian: false}

  let showable: MetaPage | null = null
  for (let offset = 1024; offset <= 1024 << 14 && offset < bytes.size - 1024; offset *= 2) {
    const found = bytes.read(offset, metaLayout.end)
    const second = decodeMeta(found, 1)
    if (second === null) break
    if (second.valid && second.pageSize === offset) {
      return {pageSize: offset, metas: [first, second], bigEndian: false}
    }
    if (showable === null && hasMagic(found) && second.pageSize === offset) showable = second
    bigEndian ||= isBigEndianMeta(found)
  }
  return {pageSize: null, metas: [first, showable ?? metaAt(bytes, 4096)], bigEndian}
}

const metaAt = (bytes: ByteSource, offset: number): MetaPage | null => decodeMeta(bytes.read(offset, metaLayout.end), 1)

const hasMagic = (bytes: Uint8Array): boolean =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(metaLayout.magic, true) === boltMagic
