import type {SnapshotBody} from './types.ts'

/** Bytes of state.bin that `detectSnapshotBody` wants to see. */
export const bodyHeadLength = 64

const setCommand = /^\0*\*[35]\r\n\$3\r\nset\r\n\$/i

/**
 * What kind of state machine wrote state.bin, by its first bytes: BuntDB's append format (buntdb.go `Save`; Dkron
 * 2.1.1 and later; no bytes at all for a database without keys) or a Badger backup (backup.go: u64 little-endian
 * length, then a protobuf KVList whose first field has tag 0x0a; Dkron 2.0).
 */
export function detectSnapshotBody(head: Uint8Array, size: number): SnapshotBody {
  if (size === 0) return {kind: 'empty'}
  if (setCommand.test(String.fromCharCode(...head.subarray(0, bodyHeadLength)))) return {kind: 'buntdb'}
  if (isBadgerBackup(head, size)) return {kind: 'badger'}
  const shown = Array.from(head.subarray(0, 8), byte => byte.toString(16).padStart(2, '0')).join(' ')
  return {kind: 'foreign', reason: `its first bytes (${shown}) are neither BuntDB's nor a Badger backup's`}
}

function isBadgerBackup(head: Uint8Array, size: number): boolean {
  if (head.length < 9 || head[8] !== 0x0a) return false
  const length = new DataView(head.buffer, head.byteOffset, 8).getBigUint64(0, true)
  return length > 0n && length <= BigInt(size - 8)
}
