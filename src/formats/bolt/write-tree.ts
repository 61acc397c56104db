import {compareBytes} from './compare-bytes.ts'
import {branchElement, bucketFlag, leafElement, pageFlag, pageHeader} from './layout.ts'
import type {PageOutput} from './write-output.ts'
import {branchSize, type Child, createLeafStage, encodeBranch, encodePageHeader, maxElements} from './write-page.ts'

/** What became of a tree: its root page, or the page image to be stored inside the parent's leaf. */
export type WrittenTree =
  | {readonly kind: 'pages'; readonly root: number}
  | {readonly kind: 'inline'; readonly image: Uint8Array}

/** One B+tree, written from its first key to its last. */
export interface TreeWriter {
  /** Key and value are copied. Throws RangeError when keys do not strictly ascend or are empty. */
  put(key: Uint8Array, value: Uint8Array, flags: number): void
  end(): WrittenTree
}

/** A branch page gets at least so many children, however long their keys are. */
const minChildren = 4

/**
 * @param inlineLimit largest page image, in bytes, that may be stored inside the parent (boltdb bucket.go
 *   `maxInlineBucketSize` = a quarter page); 0 for a tree that must have pages of its own.
 */
export function createTreeWriter(output: PageOutput, inlineLimit: number): TreeWriter {
  const {pageSize} = output
  const leaf = createLeafStage(pageSize)
  let capacity = pageSize
  let lastKey: Uint8Array | null = null
  let holdsBucket = false
  /** `levels[0]` gathers leaves, `levels[1]` the branches above them, and so on. */
  const levels: Child[][] = []
  const sizes: number[] = []

  const writeLeaf = (): number => {
    const {page, overflow, area} = output.allocate(leaf.size)
    leaf.encode(area)
    encodePageHeader(area, {page, flags: pageFlag.leaf, count: leaf.count, overflow})
    return page
  }

  const writeBranch = (children: readonly Child[]): number => {
    const {page, overflow, area} = output.allocate(branchSize(children))
    encodeBranch(area, children)
    encodePageHeader(area, {page, flags: pageFlag.branch, count: children.length, overflow})
    return page
  }

  const addChild = (level: number, child: Child): void => {
    let children = levels[level]
    if (!children) {
      children = []
      levels[level] = children
      sizes[level] = pageHeader.size
    }
    const size = (sizes[level] ?? 0) + branchElement.size + child.key.length
    if (children.length >= minChildren && (size > pageSize || children.length >= maxElements)) {
      // The last child moves on to the next page, so that no branch page is ever left with a single child.
      const kept = children.pop() as Child
      const first = children[0] as Child
      const page = writeBranch(children)
      levels[level] = [kept, child]
      sizes[level] = branchSize([kept, child])
      addChild(level + 1, {key: first.key, page})
      return
    }
    children.push(child)
    sizes[level] = size
  }

  const flushLeaf = (): void => {
    const key = leaf.firstKey()
    addChild(0, {key, page: writeLeaf()})
    leaf.clear()
    capacity = pageSize
  }

  return {
    put(key, value, flags) {
      if (key.length === 0 || (lastKey !== null && compareBytes(lastKey, key) >= 0)) {
        throw new RangeError('keys of a Bolt bucket must not be empty and must strictly ascend')
      }
      const added = leafElement.size + key.length + value.length
      if (leaf.count > 0 && (leaf.size + added > capacity || leaf.count >= maxElements)) flushLeaf()
      leaf.add(key, value, flags)
      // An entry too large for a page takes overflow pages; what is left of the last one is filled up.
      if (leaf.size > capacity) capacity = Math.ceil(leaf.size / pageSize) * pageSize
      lastKey = Uint8Array.from(key)
      holdsBucket ||= (flags & bucketFlag) !== 0
    },
    end() {
      if (levels.length === 0) {
        if (!holdsBucket && leaf.size <= inlineLimit) return {kind: 'inline', image: inlineImage(leaf)}
        return {kind: 'pages', root: writeLeaf()}
      }
      flushLeaf()
      for (let level = 0; ; level += 1) {
        const children = levels[level] as Child[]
        const first = children[0] as Child
        if (children.length === 1 && level === levels.length - 1) return {kind: 'pages', root: first.page}
        addChild(level + 1, {key: first.key, page: writeBranch(children)})
      }
    },
  }
}

/** boltdb bucket.go `write`: a leaf page with id 0 behind the bucket header. */
function inlineImage(leaf: ReturnType<typeof createLeafStage>): Uint8Array {
  const image = new Uint8Array(leaf.size)
  leaf.encode(image)
  encodePageHeader(image, {page: 0, flags: pageFlag.leaf, count: leaf.count, overflow: 0})
  return image
}
