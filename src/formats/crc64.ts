/** ECMA-182 polynomial in reflected form, 0xC96C5795D7870F42 (Go hash/crc64 `ECMA`), as two halves. */
const polynomialHigh = 0xc96c5795
const polynomialLow = 0xd7870f42

const lanes = 8

/**
 * Slicing tables: `high[lane * 256 + byte]` and `low[…]` are the halves of the checksum of `byte` followed by `lane`
 * zero bytes. Eight bytes then take sixteen look-ups of plain 32-bit numbers, where one bigint a byte would be some
 * hundred times slower.
 */
const {high, low} = makeTables()

/** CRC-64/XZ over bytes given piece by piece: what raft stores in meta.json (file_snapshot.go, crc64.ECMA). */
export class Crc64 {
  private high = 0xffff_ffff
  private low = 0xffff_ffff

  update(bytes: Uint8Array): void {
    let h = this.high
    let l = this.low
    const sliced = bytes.length - (bytes.length % lanes)
    let i = 0
    for (; i < sliced; i += lanes) {
      l ^= word(bytes, i)
      h ^= word(bytes, i + 4)
      const a = 1792 + (l & 0xff)
      const b = 1536 + ((l >>> 8) & 0xff)
      const c = 1280 + ((l >>> 16) & 0xff)
      const d = 1024 + (l >>> 24)
      const e = 768 + (h & 0xff)
      const f = 512 + ((h >>> 8) & 0xff)
      const g = 256 + ((h >>> 16) & 0xff)
      const k = h >>> 24
      l = at(low, a) ^ at(low, b) ^ at(low, c) ^ at(low, d) ^ at(low, e) ^ at(low, f) ^ at(low, g) ^ at(low, k)
      h = at(high, a) ^ at(high, b) ^ at(high, c) ^ at(high, d) ^ at(high, e) ^ at(high, f) ^ at(high, g) ^ at(high, k)
    }
    for (; i < bytes.length; i++) {
      const entry = (l ^ (bytes[i] as number)) & 0xff
      l = ((l >>> 8) | (h << 24)) ^ at(low, entry)
      h = (h >>> 8) ^ at(high, entry)
    }
    this.high = h
    this.low = l
  }

  /** The checksum so far, 16 hex digits. */
  hex(): string {
    return [~this.high, ~this.low].map(half => (half >>> 0).toString(16).padStart(8, '0')).join('')
  }
}

function at(table: Int32Array, index: number): number {
  return table[index] as number
}

function word(bytes: Uint8Array, i: number): number {
  const first = (bytes[i] as number) | ((bytes[i + 1] as number) << 8)
  return first | ((bytes[i + 2] as number) << 16) | ((bytes[i + 3] as number) << 24)
}

function makeTables(): {high: Int32Array; low: Int32Array} {
  const high = new Int32Array(lanes * 256)
  const low = new Int32Array(lanes * 256)
  for (let byte = 0; byte < 256; byte++) {
    let h = 0
    let l = byte
    for (let bit = 0; bit < 8; bit++) {
      const carry = l & 1
      l = (l >>> 1) | (h << 31)
      h >>>= 1
      if (carry === 1) {
        l ^= polynomialLow
        h ^= polynomialHigh
      }
    }
    high[byte] = h
    low[byte] = l
  }
  for (let i = 256; i < lanes * 256; i++) {
    const before = at(low, i - 256)
    const entry = before & 0xff
    low[i] = ((before >>> 8) | (at(high, i - 256) << 24)) ^ at(low, entry)
    high[i] = (at(high, i - 256) >>> 8) ^ at(high, entry)
  }
  return {high, low}
}
