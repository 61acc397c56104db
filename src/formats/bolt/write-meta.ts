import {fnv1a64} from './fnv1a64.ts'
import {boltMagic, boltVersion, metaLayout, pageFlag} from './layout.ts'
import {encodePageHeader} from './write-page.ts'

/** What one meta page says; all numbers are pages but for `pageSize` (bytes) and `txid`. */
export interface NewMeta {
  readonly page: 0 | 1
  readonly pageSize: number
  readonly root: number
  readonly freelist: number
  readonly highWater: number
  readonly txid: bigint
}

/** Fills a zeroed page with a meta. */
export function encodeMetaPage(area: Uint8Array, meta: NewMeta): void {
  encodePageHeader(area, {page: meta.page, flags: pageFlag.meta, count: 0, overflow: 0})
  const view = new DataView(area.buffer, area.byteOffset, area.byteLength)
  view.setUint32(metaLayout.magic, boltMagic, true)
  view.setUint32(metaLayout.version, boltVersion, true)
  view.setUint32(metaLayout.pageSize, meta.pageSize, true)
  view.setBigUint64(metaLayout.root, BigInt(meta.root), true)
  view.setBigUint64(metaLayout.freelist, BigInt(meta.freelist), true)
  view.setBigUint64(metaLayout.highWater, BigInt(meta.highWater), true)
  view.setBigUint64(metaLayout.txid, meta.txid, true)
  view.setBigUint64(metaLayout.checksum, fnv1a64(area.subarray(metaLayout.magic, metaLayout.checksum)), true)
}
