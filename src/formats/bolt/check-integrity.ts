import {checkFreelist} from './check-freelist.ts'
import {damageOf} from './damage.ts'
import {createDamageLog} from './damage-log.ts'
import {IntegrityAudit} from './integrity-audit.ts'
import {metaLayout, pageFlag, pageHeader} from './layout.ts'
import {pageLimit} from './page-limit.ts'
import {PageSet} from './page-set.ts'
import type {BoltFile, Damage, IntegrityReport} from './types.ts'

export interface CheckIntegrityOptions {
  /** Bytes of tree pages checked so far. */
  readonly onProgress?: (doneBytes: number) => void
}

/** A check under way: walks over `file` count for it, and `finish` looks at the rest. */
export interface IntegrityCheck {
  readonly file: BoltFile
  finish(): IntegrityReport
}

/**
 * The full check, from the chosen meta: what bbolt's `check` looks for (tx_check.go: freelist, double references,
 * reachable pages listed as free, leaks, key order inside and across pages) and what it forgets or panics on (page
 * numbers and types, extents of keys and values, headers of the meta pages, cycles, depth, inline buckets).
 * Never throws on any bytes. `damage` includes what opening found. Without a usable meta nothing below is checked.
 * `free` counts the pages that are listed, or, where no list is stored, not reachable.
 */
export function checkIntegrity(file: BoltFile, options: CheckIntegrityOptions = {}): IntegrityReport {
  return startIntegrityCheck(file, options).finish()
}

/** The same check for those who read the entries as well: every whole bucket walked in its `file` is read only once. */
export function startIntegrityCheck(file: BoltFile, options: CheckIntegrityOptions = {}): IntegrityCheck {
  const log = createDamageLog()
  for (const damage of file.damage) log.add(damage)
  const {meta} = file
  if (meta === null) return {file, finish: () => ({damage: log.list(), reachable: 0, free: 0})}
  const limit = pageLimit(file)
  checkMetaHeaders(file, log.add)
  const {free, count, pages} = checkFreelist(file, log.add)
  const reachable = new PageSet(limit)
  reachable.add(0)
  reachable.add(1)
  for (const page of pages) {
    reachable.add(page)
    if (free?.has(page)) log.add(damageOf('page-reachable-and-free', page, `freelist page ${page} is listed as free`))
  }
  const audit = new IntegrityAudit(file, {log, reachable, free, onProgress: options.onProgress})
  const finish = (): IntegrityReport => {
    audit.finish()
    const {reached, leaked, firstLeaked} = countPages(reachable, free, limit)
    if (meta.freelist === null) return {damage: log.list(), reachable: reached, free: limit - reached}
    // Below a page that cannot be read everything looks leaked.
    if (leaked > 0 && audit.complete) {
      const message = `${leaked} pages, the first is ${firstLeaked}, are neither in use nor listed as free`
      log.add(damageOf('pages-leaked', firstLeaked, message))
    }
    return {damage: log.list(), reachable: reached, free: count}
  }
  return {file: {...file, audit}, finish}
}

/** Bolt never looks at these headers when it opens a file, bbolt's check does, and panics. */
function checkMetaHeaders(file: BoltFile, onDamage: (damage: Damage) => void): void {
  for (const page of [0, 1] as const) {
    // An invalid meta is reported already.
    if (!file.metas[page]?.valid) continue
    const head = file.bytes.read(page * (file.pageSize as number), metaLayout.end)
    if (head.length < metaLayout.end) continue
    const view = new DataView(head.buffer, head.byteOffset, head.length)
    const id = view.getBigUint64(pageHeader.id, true)
    const flags = view.getUint16(pageHeader.flags, true)
    if (id !== BigInt(page) || flags !== pageFlag.meta) {
      const message = `the header of meta ${page} says page ${id} of type 0x${flags.toString(16)}`
      onDamage(damageOf('meta-header', page, message))
    }
  }
}

/** Without a list of free pages nothing is told of leaks. */
function countPages(reachable: PageSet, free: PageSet | null, limit: number) {
  let reached = 0
  let leaked = 0
  let firstLeaked = 0
  for (let page = 0; page < limit; page++) {
    if (reachable.has(page)) reached++
    else if (free !== null && !free.has(page)) {
      if (leaked === 0) firstLeaked = page
      leaked++
    }
  }
  return {reached, leaked, firstLeaked}
}
