import {fnv1a64} from './fnv1a64.ts'
import {boltMagic, boltVersion, freelistNotStored, metaLayout} from './layout.ts'
import type {MetaPage} from './types.ts'

/** Smallest and largest page size taken for possible: a header and a meta must fit, and bbolt looks no further than 16 MiB. */
const smallestPage = 128
const largestPage = 16 * 1024 * 1024

/**
 * Decodes the meta page (boltdb db.go `type meta`) at the start of `bytes`; null when there are fewer bytes than a
 * meta takes. Valid = magic, version and FNV-1a checksum right (db.go `validate`), and a page size that can be.
 * boltdb 1.3.1 also takes a checksum of 0, bbolt does not: not valid here, but the reason says it.
 */
export function decodeMeta(bytes: Uint8Array, page: 0 | 1): MetaPage | null {
  if (bytes.length < metaLayout.end) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const freelist = view.getBigUint64(metaLayout.freelist, true)
  const reason = reasonInvalid(view, bytes)
  return {
    page,
    valid: reason === null,
    reason,
    pageSize: view.getUint32(metaLayout.pageSize, true),
    root: view.getBigUint64(metaLayout.root, true),
    freelist: freelist === freelistNotStored ? null : freelist,
    highWater: view.getBigUint64(metaLayout.highWater, true),
    txid: view.getBigUint64(metaLayout.txid, true),
  }
}

/** A meta of a machine with the other byte order: bytes ED 0C DA ED where the magic stands. */
export function isBigEndianMeta(bytes: Uint8Array): boolean {
  if (bytes.length < metaLayout.end) return false
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(metaLayout.magic, false) === boltMagic
}

function reasonInvalid(view: DataView, bytes: Uint8Array): string | null {
  const magic = view.getUint32(metaLayout.magic, true)
  if (magic !== boltMagic) {
    if (isBigEndianMeta(bytes)) return 'written by a big-endian machine'
    return `magic is 0x${hex(magic, 8)}, not 0x${hex(boltMagic, 8)}`
  }
  const version = view.getUint32(metaLayout.version, true)
  if (version !== boltVersion) return `format version is ${version}, not ${boltVersion}`
  const stored = view.getBigUint64(metaLayout.checksum, true)
  const computed = fnv1a64(bytes.subarray(metaLayout.magic, metaLayout.checksum))
  if (stored === 0n && computed !== 0n) return 'checksum is 0 (boltdb 1.3.1 takes that for valid, bbolt does not)'
  if (stored !== computed) return `checksum is 0x${hex(stored, 16)}, the bytes give 0x${hex(computed, 16)}`
  const pageSize = view.getUint32(metaLayout.pageSize, true)
  if (pageSize < smallestPage || pageSize > largestPage) return `page size ${pageSize} cannot be`
  return null
}

const hex = (n: number | bigint, digits: number): string => n.toString(16).padStart(digits, '0')
