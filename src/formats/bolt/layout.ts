/**
 * Byte layouts of the Bolt file, version 2. All integers little-endian (the byte order of every platform the
 * schedulers ship for). Offsets are relative to the start of the structure.
 */

/** boltdb page.go `type page`. */
export const pageHeader = {id: 0, flags: 8, count: 10, overflow: 12, size: 16} as const

/** boltdb page.go: exactly one of these stands in a page's flags. */
export const pageFlag = {branch: 0x01, leaf: 0x02, meta: 0x04, freelist: 0x10} as const

/** boltdb db.go `type meta`; the offsets count from the start of the page, the header included. */
export const metaLayout = {
  magic: 16,
  version: 20,
  pageSize: 24,
  root: 32,
  freelist: 48,
  highWater: 56,
  txid: 64,
  checksum: 72,
  end: 80,
} as const

/** boltdb db.go `magic` and `version`. */
export const boltMagic = 0xed0cdaed
export const boltVersion = 2

/** boltdb page.go `leafPageElement`: position counts from the element itself to the key, the value follows the key. */
export const leafElement = {flags: 0, position: 4, keySize: 8, valueSize: 12, size: 16} as const

/** boltdb bucket.go `bucketLeafFlag`: the value is a bucket. */
export const bucketFlag = 0x01

/** boltdb page.go `branchPageElement`. */
export const branchElement = {position: 0, keySize: 4, child: 8, size: 16} as const

/** boltdb bucket.go `type bucket`: root page (0 = inline, a leaf image follows) and sequence. */
export const bucketHeader = {root: 0, sequence: 8, size: 16} as const

/** bbolt freelist: the count of a page header that says "the true count is the first id". */
export const freelistCountElsewhere = 0xffff

/** bbolt db.go `pgidNoFreelist`: the meta's freelist page when the writer did not store one. */
export const freelistNotStored = 0xffffffffffffffffn

/** boltdb bucket.go `MaxKeySize`. */
export const maxKeySize = 32768

/** Deepest tree followed. Bolt's fan-out is two at the least, so no honest file comes near it. */
export const maxDepth = 64
