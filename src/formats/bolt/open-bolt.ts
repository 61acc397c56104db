import type {ByteSource} from '../bytes.ts'
import {damageOf} from './damage.ts'
import {findMetas} from './find-metas.ts'
import type {BoltFile, Damage, MetaPage} from './types.ts'

/**
 * Opens a Bolt file: page size, both metas, and the meta Bolt would use (the valid one with the larger txid, boltdb
 * db.go `meta`). Reads a few hundred bytes. Never throws on any bytes: what is wrong stands in `damage`, and `meta`
 * is null when no meta is usable.
 */
export function openBolt(bytes: ByteSource): BoltFile {
  const {pageSize, metas, bigEndian} = findMetas(bytes)
  const meta = chooseMeta(metas)
  const damage =
    meta === null
      ? damageWithoutMeta(bytes, metas, bigEndian)
      : [...damageOfMetas(metas, meta), ...damageOfSize(bytes, meta)]
  return {bytes, pageSize, metas, meta, damage}
}

function chooseMeta([first, second]: BoltFile['metas']): MetaPage | null {
  const a = first?.valid ? first : null
  const b = second?.valid ? second : null
  if (a === null || b === null) return a ?? b
  return a.txid > b.txid ? a : b
}

function damageWithoutMeta(bytes: ByteSource, metas: BoltFile['metas'], bigEndian: boolean): Damage[] {
  if (bytes.size === 0) return [damageOf('file-empty', null, 'the file has 0 bytes')]
  if (bigEndian) return [damageOf('byte-order', null, 'the magic number stands in big-endian order')]
  if (metas[0] === null) return [damageOf('file-too-short', null, `the file has only ${bytes.size} bytes`)]
  const reasons = metas.map((meta, page) => `meta ${page}: ${meta?.reason ?? 'beyond the end of the file'}`)
  return [damageOf('no-usable-meta', null, `neither meta page is valid (${reasons.join('; ')})`)]
}

function damageOfMetas(metas: BoltFile['metas'], used: MetaPage): Damage[] {
  const damage: Damage[] = []
  const other = metas[used.page === 0 ? 1 : 0]
  if (other === null) {
    damage.push(damageOf('meta-invalid', 1 - used.page, `meta ${1 - used.page} lies beyond the end of the file`))
  } else if (!other.valid) {
    // A commit writes the meta of txid T to page T mod 2 and nothing else: an invalid page with the next txid is
    // the torn meta of the transaction after the one now read.
    const newer = other.txid === used.txid + 1n
    damage.push(
      damageOf(
        newer ? 'meta-newest-invalid' : 'meta-invalid',
        other.page,
        `meta ${other.page} is not valid: ${other.reason}; read by meta ${used.page}, txid ${used.txid}`,
      ),
    )
  } else if (other.pageSize !== used.pageSize) {
    const message = `meta ${other.page} names pages of ${other.pageSize} bytes, meta ${used.page} of ${used.pageSize}`
    damage.push(damageOf('meta-page-size', other.page, message))
  }
  return damage
}

function damageOfSize(bytes: ByteSource, meta: MetaPage): Damage[] {
  const damage: Damage[] = []
  const needed = meta.highWater * BigInt(meta.pageSize)
  if (BigInt(bytes.size) < needed) {
    const message = `the file has ${bytes.size} bytes, its ${meta.highWater} pages of ${meta.pageSize} bytes take ${needed}`
    damage.push(damageOf('file-truncated', null, message))
  }
  if (meta.freelist === null) {
    damage.push(damageOf('freelist-not-stored', null, 'the writer did not store a list of free pages'))
  }
  return damage
}
