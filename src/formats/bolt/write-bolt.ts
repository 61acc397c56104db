import {bucketFlag, bucketHeader, pageFlag, pageHeader} from './layout.ts'
import {encodeMetaPage} from './write-meta.ts'
import {createPageOutput, type PageOutput, type PageSink} from './write-output.ts'
import {encodePageHeader} from './write-page.ts'
import {createTreeWriter, type TreeWriter} from './write-tree.ts'

/**
 * Writes a whole Bolt file, format version 2, from its first key to its last: packed leaves, no free pages. Both
 * boltdb/bolt 1.3.1 and go.etcd.io/bbolt open it. Memory stays at one run of pages plus the largest entry.
 */
export interface BoltWriter {
  /** Starts the next top-level bucket; the one before must have ended. Names must strictly ascend. */
  bucket(name: Uint8Array, sequence?: bigint): BucketWriter
  /** Writes the root bucket, the freelist and, last of all, the two metas. */
  finish(): WrittenBolt
}

/** A bucket being written. Throws RangeError when keys do not strictly ascend. */
export interface BucketWriter {
  /** Key and value are copied at once. */
  put(key: Uint8Array, value: Uint8Array): void
  /** Starts a bucket within this one; it must end before the next `put`. */
  bucket(name: Uint8Array, sequence?: bigint): BucketWriter
  end(): void
}

export interface WrittenBolt {
  /** Pages in use. */
  readonly pages: number
  /** Length of the file in bytes. */
  readonly size: number
  /** Transaction number of the meta that will be used. */
  readonly txid: bigint
}

export interface BoltWriterOptions {
  readonly sink: PageSink
  /** Of the file this one replaces: a store keeps its page size for life. */
  readonly pageSize: number
  /** Larger than the txid of every meta of the file this one replaces. */
  readonly afterTxid: bigint
}

/** boltdb db.go `mmapSize`: the smallest map, and so the smallest file boltdb itself leaves behind. */
const minFileBytes = 32 * 1024

export function createBoltWriter({sink, pageSize, afterTxid}: BoltWriterOptions): BoltWriter {
  const output = createPageOutput(sink, pageSize)
  // An empty freelist that is stored, never the "not stored" mark: boltdb 1.3.1 crashes on that.
  const freelist = output.allocate(pageHeader.size)
  encodePageHeader(freelist.area, {page: freelist.page, flags: pageFlag.freelist, count: 0, overflow: 0})
  const root = createTreeWriter(output, 0)

  return {
    bucket: (name, sequence = 0n) => openBucket(output, root, name, sequence),
    finish() {
      const tree = root.end()
      if (tree.kind !== 'pages') throw new RangeError('the root bucket must have pages of its own')
      output.flush()
      const pages = output.pages()
      const size = Math.max(pages * pageSize, minFileBytes)
      if (size > pages * pageSize) sink.write(pages * pageSize, new Uint8Array(size - pages * pageSize))
      // Even in meta 0, one less in meta 1: the next transaction then overwrites the older of the two.
      const txid = afterTxid + 2n - (afterTxid & 1n)
      const common = {pageSize, root: tree.root, freelist: freelist.page, highWater: pages}
      const metas = new Uint8Array(2 * pageSize)
      encodeMetaPage(metas.subarray(0, pageSize), {...common, page: 0, txid})
      encodeMetaPage(metas.subarray(pageSize), {...common, page: 1, txid: txid - 1n})
      sink.write(0, metas)
      return {pages, size, txid}
    },
  }
}

function openBucket(output: PageOutput, parent: TreeWriter, name: Uint8Array, sequence: bigint): BucketWriter {
  const tree = createTreeWriter(output, Math.floor(output.pageSize / 4))
  const ownName = Uint8Array.from(name)
  return {
    put: (key, value) => tree.put(key, value, 0),
    bucket: (inner, innerSequence = 0n) => openBucket(output, tree, inner, innerSequence),
    end() {
      const written = tree.end()
      const image = written.kind === 'inline' ? written.image : new Uint8Array(0)
      const value = new Uint8Array(bucketHeader.size + image.length)
      const view = new DataView(value.buffer)
      view.setBigUint64(bucketHeader.root, written.kind === 'pages' ? BigInt(written.root) : 0n, true)
      view.setBigUint64(bucketHeader.sequence, sequence, true)
      value.set(image, bucketHeader.size)
      parent.put(ownName, value, bucketFlag)
    },
  }
}
