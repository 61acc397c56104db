import {damageOf} from './damage.ts'
import {freelistCountElsewhere, pageFlag, pageHeader} from './layout.ts'
import {pageLimit} from './page-limit.ts'
import type {BoltFile, Damage} from './types.ts'

const idSize = 8
/** Ids read at once. */
const run = 2048

/** Where the freelist lies and how many ids it says it has. */
export interface Freelist {
  readonly page: number
  readonly overflow: number
  readonly count: number
  /** Offset of the first id in the file. */
  readonly ids: number
}

/**
 * The freelist's header (boltdb freelist.go `read`): a count of 0xFFFF means that the first id is the true count.
 * Null when it is not stored or its page cannot be used; the reason goes to `onDamage`.
 */
export function readFreelist(file: BoltFile, onDamage: (damage: Damage) => void): Freelist | null {
  if (file.meta === null || file.meta.freelist === null || file.pageSize === null) return null
  const limit = pageLimit(file)
  const id = file.meta.freelist
  if (id < 2n || id >= BigInt(limit)) {
    onDamage(damageOf('freelist-page', null, `the freelist is said to be page ${id}; the pages are 2 to ${limit - 1}`))
    return null
  }
  const page = Number(id)
  const start = page * file.pageSize
  const head = file.bytes.read(start, pageHeader.size + idSize)
  if (head.length < pageHeader.size + idSize) {
    onDamage(damageOf('freelist-page', page, `the freelist's page ${page} lies beyond the end of the file`))
    return null
  }
  const view = new DataView(head.buffer, head.byteOffset, head.length)
  const flags = view.getUint16(pageHeader.flags, true)
  const own = view.getBigUint64(pageHeader.id, true)
  if (flags !== pageFlag.freelist || own !== id) {
    const message = `page ${page} should be the freelist; it has type 0x${flags.toString(16)} and says it is page ${own}`
    onDamage(damageOf('freelist-page', page, message))
    return null
  }
  const overflow = view.getUint32(pageHeader.overflow, true)
  const short = view.getUint16(pageHeader.count, true)
  const elsewhere = short === freelistCountElsewhere
  const count = elsewhere ? view.getBigUint64(pageHeader.size, true) : BigInt(short)
  const offset = pageHeader.size + (elsewhere ? idSize : 0)
  const end = Math.min((overflow + 1) * file.pageSize, limit * file.pageSize - start, file.bytes.size - start)
  const room = Math.floor((end - offset) / idSize)
  if (count > BigInt(room) || page + overflow >= limit) {
    const message = `the freelist on page ${page} names ${count} pages and ${overflow} overflow pages; it has room for ${room}`
    onDamage(damageOf('freelist-count', page, message))
    return null
  }
  return {page, overflow, count: Number(count), ids: start + offset}
}

/** Calls `visit` with every id of the list, in the order stored. */
export function walkFreelist(file: BoltFile, list: Freelist, visit: (id: bigint) => void): void {
  for (let done = 0; done < list.count; done += run) {
    const bytes = file.bytes.read(list.ids + done * idSize, Math.min(run, list.count - done) * idSize)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    for (let at = 0; at + idSize <= bytes.length; at += idSize) visit(view.getBigUint64(at, true))
  }
}
