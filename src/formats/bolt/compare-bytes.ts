/** Unsigned byte order of `a[aAt, aAt + aLength)` and `b[bAt, bAt + bLength)` (Go bytes.Compare): below 0, 0, above 0. */
export function compareBytes(
  a: Uint8Array,
  b: Uint8Array,
  aAt = 0,
  aLength = a.length,
  bAt = 0,
  bLength = b.length,
): number {
  const shared = Math.min(aLength, bLength)
  for (let i = 0; i < shared; i++) {
    const difference = (a[aAt + i] as number) - (b[bAt + i] as number)
    if (difference !== 0) return difference
  }
  return aLength - bLength
}
