/**
 * An unsigned 64-bit integer inside a reader: a plain number up to 2^53-1, a bigint beyond. One value has one
 * form, so `===` and `<` are exact, and a log of ordinary indexes is walked without allocating. Bigint at the border.
 */
export type U64 = number | bigint

const beyondSafeHigh = 0x200000

/** The eight bytes at `at`, big-endian; the caller has checked that they are there. */
export function readU64(bytes: Uint8Array, at: number): U64 {
  const high = readU32(bytes, at)
  const low = readU32(bytes, at + 4)
  return high < beyondSafeHigh ? high * 0x1_0000_0000 + low : (BigInt(high) << 32n) | BigInt(low)
}

/** The same of a view. */
export function u64At(view: DataView, at: number): U64 {
  const high = view.getUint32(at)
  const low = view.getUint32(at + 4)
  return high < beyondSafeHigh ? high * 0x1_0000_0000 + low : (BigInt(high) << 32n) | BigInt(low)
}

/** The four bytes at `at`, big-endian. */
export function readU32(bytes: Uint8Array, at: number): number {
  const low = ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)
  return (bytes[at] as number) * 0x100_0000 + low
}

/** The integer after `value`, in its own form. */
export function following(value: U64): U64 {
  return typeof value === 'number' && value < Number.MAX_SAFE_INTEGER ? value + 1 : BigInt(value) + 1n
}
