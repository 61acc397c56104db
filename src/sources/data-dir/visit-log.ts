import {ToolError} from '../../errors.ts'
import {openBolt} from '../../formats/bolt/open-bolt.ts'
import {pinPages} from '../../formats/bolt/pin-pages.ts'
import type {Damage} from '../../formats/bolt/types.ts'
import {readEntries, type UnreadableEntry} from '../../formats/raft/read-entries.ts'
import type {LogEntry} from '../../formats/raft/types.ts'
import {openFileBytes} from '../file-bytes.ts'

/**
 * Visits the log entries `from` to `to` of the raft.db at `path` in the order of their indexes. Views in an entry are
 * valid during the call only. The scheduler may be running: what it writes meanwhile may be missing.
 * @throws ToolError STORE_UNREADABLE when the file cannot be opened.
 */
export function visitLog(
  path: string,
  from: bigint,
  to: bigint,
  visit: (entry: LogEntry | UnreadableEntry) => void,
  onDamage: (damage: Damage) => void,
): void {
  const bytes = openForReading(path)
  try {
    const found = openBolt(bytes)
    const visitAll = (entry: LogEntry | UnreadableEntry) => {
      visit(entry)
      return undefined
    }
    readEntries({...found, bytes: pinPages(found)}, from, to, visitAll, onDamage)
  } finally {
    bytes.close()
  }
}

function openForReading(path: string) {
  try {
    return openFileBytes(path)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new ToolError('STORE_UNREADABLE', `cannot read ${path}: ${why}`, {cause, next: [`ls -l ${path}`]})
  }
}
