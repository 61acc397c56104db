import type {ByteSource} from '../bytes.ts'
import {pageFlag} from './layout.ts'
import type {BucketRoot} from './list-buckets.ts'
import {listBuckets} from './list-buckets.ts'
import {loadTreePage} from './load-page.ts'
import {PageBuffer} from './page-buffer.ts'
import {pageLimit} from './page-limit.ts'
import {readChildren} from './read-branch.ts'
import {readFreelist} from './read-freelist.ts'
import type {BoltFile} from './types.ts'

/** Bytes of one run kept at the most: the freelist of a file of 4 GB that is wholly free. */
const longestRun = 8 * 1024 * 1024

interface Run {
  readonly start: number
  readonly end: number
  readonly bytes: Uint8Array
}

/**
 * A view of the file in which the pages that the next transactions are sure to free are copies: both metas, the
 * freelist, the root bucket, and the first and last page of every level of every bucket. Bolt copies on write: adding
 * to the end of a log, dropping from its beginning or storing a vote frees just these pages, and they are overwritten
 * from the second transaction on. All others are read from the file when they are asked for.
 */
export function pinPages(file: BoltFile): ByteSource {
  const runs: Run[] = []
  const pageSize = file.pageSize
  if (file.meta === null || pageSize === null) return file.bytes
  const keep = (start: number, length: number) => {
    const bytes = file.bytes.read(start, Math.min(length, longestRun)).slice()
    runs.push({start, end: start + bytes.length, bytes})
  }
  keep(0, pageSize)
  keep(pageSize, pageSize)
  const list = readFreelist(file, () => {})
  if (list !== null) keep(list.page * pageSize, (list.overflow + 1) * pageSize)
  const roots: BucketRoot[] = [{kind: 'page', page: Number(file.meta.root)}, ...listBuckets(file).map(b => b.root)]
  for (const root of roots) {
    // An inline bucket stands on a page of the root bucket.
    if (root.kind === 'inline') continue
    for (const side of ['first', 'last'] as const) {
      for (const page of edge(file, root.page, side)) keep(page * pageSize, pageSize)
    }
  }
  return overlay(file.bytes, runs)
}

/** Pages from `root` down its first or last children. */
function edge(file: BoltFile, root: number, side: 'first' | 'last'): number[] {
  const limit = pageLimit(file)
  const buffer = new PageBuffer(file.bytes)
  const pages: number[] = []
  let page: number | undefined = root
  while (page !== undefined && page >= 2 && page < limit && !pages.includes(page)) {
    if (!loadTreePage(file, buffer, page, limit, () => {})) break
    pages.push(page)
    page = buffer.flags === pageFlag.branch ? readChildren(buffer).at(side === 'first' ? 0 : -1) : undefined
  }
  return pages
}

function overlay(bytes: ByteSource, runs: readonly Run[]): ByteSource {
  return {
    size: bytes.size,
    read(offset, length) {
      const end = offset + length
      let mixed: Uint8Array | null = null
      for (const run of runs) {
        if (run.end <= offset || run.start >= end) continue
        if (run.start <= offset && run.end >= end) return run.bytes.subarray(offset - run.start, end - run.start)
        mixed ??= bytes.read(offset, length).slice()
        const from = Math.max(offset, run.start)
        const to = Math.min(offset + mixed.length, run.end)
        if (to > from) mixed.set(run.bytes.subarray(from - run.start, to - run.start), from - offset)
      }
      return mixed ?? bytes.read(offset, length)
    },
    readInto(target, offset, length) {
      const end = offset + length
      const found = bytes.readInto?.(target, offset, length) ?? copyTo(target, bytes.read(offset, length))
      for (const run of runs) {
        const from = Math.max(offset, run.start)
        const to = Math.min(offset + found, end, run.end)
        if (to > from) target.set(run.bytes.subarray(from - run.start, to - run.start), from - offset)
      }
      return found
    },
  }
}

function copyTo(target: Uint8Array, bytes: Uint8Array): number {
  target.set(bytes)
  return bytes.length
}
