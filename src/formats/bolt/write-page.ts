import {branchElement, leafElement, pageHeader} from './layout.ts'

/** The writer of boltdb panics ("inode overflow", node.go) at 0xFFFF elements. */
export const maxElements = 0xfffe

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Fills the header of a zeroed page. */
export function encodePageHeader(
  area: Uint8Array,
  header: {page: number; flags: number; count: number; overflow: number},
): void {
  const view = viewOf(area)
  view.setBigUint64(pageHeader.id, BigInt(header.page), true)
  view.setUint16(pageHeader.flags, header.flags, true)
  view.setUint16(pageHeader.count, header.count, true)
  view.setUint32(pageHeader.overflow, header.overflow, true)
}

/** Elements of one leaf, gathered until the page is full. Keys and values are copied at once. */
export interface LeafStage {
  readonly count: number
  /** Bytes of the page image: header, element table, keys and values. */
  readonly size: number
  add(key: Uint8Array, value: Uint8Array, flags: number): void
  firstKey(): Uint8Array
  /** Fills a zeroed area of at least `size` bytes with everything but the header. */
  encode(area: Uint8Array): void
  clear(): void
}

export function createLeafStage(pageSize: number): LeafStage {
  let data = new Uint8Array(pageSize)
  let used = 0
  let count = 0
  const keySizes: number[] = []
  const valueSizes: number[] = []
  const elementFlags: number[] = []

  return {
    get count() {
      return count
    },
    get size() {
      return pageHeader.size + count * leafElement.size + used
    },
    add(key, value, flags) {
      const end = used + key.length + value.length
      if (end > data.length) {
        const larger = new Uint8Array(Math.max(end, data.length * 2))
        larger.set(data.subarray(0, used))
        data = larger
      }
      data.set(key, used)
      data.set(value, used + key.length)
      keySizes[count] = key.length
      valueSizes[count] = value.length
      elementFlags[count] = flags
      used = end
      count += 1
    },
    firstKey: () => data.slice(0, keySizes[0]),
    encode(area) {
      const view = viewOf(area)
      const dataStart = pageHeader.size + count * leafElement.size
      let position = dataStart
      for (let i = 0; i < count; i += 1) {
        const element = pageHeader.size + i * leafElement.size
        const keySize = keySizes[i] ?? 0
        const valueSize = valueSizes[i] ?? 0
        view.setUint32(element + leafElement.flags, elementFlags[i] ?? 0, true)
        view.setUint32(element + leafElement.position, position - element, true)
        view.setUint32(element + leafElement.keySize, keySize, true)
        view.setUint32(element + leafElement.valueSize, valueSize, true)
        position += keySize + valueSize
      }
      area.set(data.subarray(0, used), dataStart)
    },
    clear() {
      used = 0
      count = 0
    },
  }
}

/** A child of a branch page: the smallest key below it and its page number. */
export interface Child {
  readonly key: Uint8Array
  readonly page: number
}

export const branchSize = (children: readonly Child[]): number =>
  children.reduce<number>((sum, child) => sum + branchElement.size + child.key.length, pageHeader.size)

/** Fills a zeroed area with a branch page but for its header. */
export function encodeBranch(area: Uint8Array, children: readonly Child[]): void {
  const view = viewOf(area)
  let position = pageHeader.size + children.length * branchElement.size
  children.forEach((child, i) => {
    const element = pageHeader.size + i * branchElement.size
    view.setUint32(element + branchElement.position, position - element, true)
    view.setUint32(element + branchElement.keySize, child.key.length, true)
    view.setBigUint64(element + branchElement.child, BigInt(child.page), true)
    area.set(child.key, position)
    position += child.key.length
  })
}
