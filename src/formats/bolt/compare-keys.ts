/** A key where it stands: `size` bytes of `view` from `at` on. */
export interface KeyPlace {
  readonly view: DataView
  readonly at: number
  readonly size: number
}

/**
 * Unsigned byte order (Go bytes.Compare) of `size` bytes of `view` at `at` and of `other`: below 0, 0, above 0. Four
 * bytes at a time, which in big-endian order compare as they do one by one.
 */
export function compareKeys(view: DataView, at: number, size: number, other: KeyPlace): number {
  const {view: otherView, at: otherAt, size: otherSize} = other
  // Nearly all: the keys of a log.
  if (size === 8 && otherSize === 8) {
    const high = view.getUint32(at) - otherView.getUint32(otherAt)
    return high !== 0 ? high : view.getUint32(at + 4) - otherView.getUint32(otherAt + 4)
  }
  const shared = Math.min(size, otherSize)
  let i = 0
  for (; i + 4 <= shared; i += 4) {
    const difference = view.getUint32(at + i) - otherView.getUint32(otherAt + i)
    if (difference !== 0) return difference
  }
  for (; i < shared; i++) {
    const difference = view.getUint8(at + i) - otherView.getUint8(otherAt + i)
    if (difference !== 0) return difference
  }
  return size - otherSize
}
