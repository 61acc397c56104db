import {damageOf} from './damage.ts'
import {leafElement, maxKeySize, pageFlag, pageHeader} from './layout.ts'
import type {PageBuffer} from './page-buffer.ts'
import type {BoltFile, Damage} from './types.ts'

/** Elements of a branch and of a leaf are of one size (16 bytes), so one table serves both. */
const elementSize = leafElement.size

/**
 * Loads tree page `id` (branch or leaf) into `buffer` and checks everything that can be told without its elements:
 * the number, the type, its overflow and its element table (boltdb page.go; bbolt tx_check.go). False when the page
 * cannot be used; a page cut short by the end of the file, or with a table that runs over its end, is used as far as
 * it goes.
 */
export function loadTreePage(
  file: BoltFile,
  buffer: PageBuffer,
  id: number,
  limit: number,
  onDamage: (damage: Damage) => void,
): boolean {
  const pageSize = file.pageSize as number
  if (!buffer.load(id * pageSize, pageSize)) {
    onDamage(damageOf('page-beyond-file', id, `page ${id} lies beyond the end of the file`))
    return false
  }
  const {flags, overflow} = buffer
  if (flags !== pageFlag.branch && flags !== pageFlag.leaf) {
    const message = `page ${id} is ${typeName(flags)}, not a branch or a leaf`
    onDamage(damageOf('page-type', id, message))
    return false
  }
  // boltdb reads such a page without a word, so its entries are what the scheduler sees: reported, and read.
  if (buffer.id !== id) {
    onDamage(damageOf('page-id-mismatch', id, `page ${id} says it is page ${buffer.id}`))
  }
  if (id + overflow >= limit) {
    const message = `page ${id} with its ${overflow} overflow pages runs past page ${limit - 1}, the last one`
    onDamage(damageOf('page-overflow', id, message))
  }
  if (overflow > 0) {
    buffer.extend(Math.min((overflow + 1) * pageSize, limit * pageSize - buffer.start, file.bytes.size - buffer.start))
  }
  return loadElementTable(buffer, id, onDamage)
}

/** The leaf image of an inline bucket (boltdb bucket.go `inlineable`, `write`): `length` bytes at `start`, page id 0. */
export function loadInlinePage(
  buffer: PageBuffer,
  start: number,
  length: number,
  inPage: number,
  onDamage: (damage: Damage) => void,
): boolean {
  if (!buffer.load(start, length) || buffer.flags !== pageFlag.leaf) {
    const found = buffer.length < pageHeader.size ? `${buffer.length} bytes long` : typeName(buffer.flags)
    onDamage(damageOf('inline-bucket', inPage, `the inline bucket on page ${inPage} is ${found}, not a leaf`))
    return false
  }
  return loadElementTable(buffer, inPage, onDamage)
}

function loadElementTable(buffer: PageBuffer, id: number, onDamage: (damage: Damage) => void): boolean {
  const tableEnd = pageHeader.size + elementSize * buffer.count
  if (tableEnd <= buffer.length) return true
  if (tableEnd > buffer.extent) {
    const room = Math.floor((buffer.extent - pageHeader.size) / elementSize)
    const message = `page ${id} names ${buffer.count} elements, there is room for ${room} at the most`
    onDamage(damageOf('element-table-overrun', id, message))
    buffer.count = room
  }
  buffer.take(Math.min(tableEnd, buffer.extent))
  // Less than asked for: the disk, or a file that has become shorter.
  const found = Math.max(0, Math.floor((buffer.length - pageHeader.size) / elementSize))
  if (found < buffer.count) {
    onDamage(damageOf('element-table-overrun', id, `page ${id} names ${buffer.count} elements, ${found} can be read`))
    buffer.count = found
  }
  return true
}

/** The extents of an element are inside the page, behind the element table, and the key is of a size Bolt allows. */
export function elementFits(buffer: PageBuffer, keyAt: number, keySize: number, valueSize: number): boolean {
  return (
    keySize > 0 &&
    keySize <= maxKeySize &&
    keyAt >= pageHeader.size + elementSize * buffer.count &&
    keyAt + keySize + valueSize <= buffer.extent
  )
}

function typeName(flags: number): string {
  if (flags === pageFlag.meta) return 'a meta page'
  if (flags === pageFlag.freelist) return 'a freelist page'
  return `of unknown type 0x${flags.toString(16).padStart(2, '0')}`
}
