import {decodeCommand, describeCommand} from '../formats/dkron/decode-command.ts'
import {decodeStoredConfiguration} from '../formats/raft/decode-stored-configuration.ts'
import {formatTime} from '../formats/raft/go-time.ts'
import type {UnreadableEntry} from '../formats/raft/read-entries.ts'
import type {LogEntry} from '../formats/raft/types.ts'

/** One log entry in plain values; index and term are decimal strings. */
export interface DescribedEntry {
  readonly index: string
  /** Null when the entry could not be decoded. */
  readonly term: string | null
  readonly type: string | null
  /** Leader's clock when appended, RFC 3339; null when the entry has none. */
  readonly time: string | null
  readonly description: string
}

export function describeEntry(entry: LogEntry | UnreadableEntry): DescribedEntry {
  if ('problem' in entry) {
    return {
      index: String(entry.index),
      term: null,
      type: null,
      time: null,
      description: `undecodable: ${entry.problem}`,
    }
  }
  return {
    index: String(entry.index),
    term: String(entry.term),
    type: entry.type === 'Unknown' ? `Unknown (${entry.typeNumber})` : entry.type,
    time: entry.appendedAt === null ? null : formatTime(entry.appendedAt),
    description: describeData(entry),
  }
}

function describeData(entry: LogEntry): string {
  switch (entry.type) {
    case 'Command':
      return describeCommand(decodeCommand(entry.data ?? new Uint8Array()))
    case 'Configuration':
    case 'AddPeerDeprecated':
    case 'RemovePeerDeprecated': {
      const configuration = decodeStoredConfiguration(entry, '')
      if ('problem' in configuration) return `undecodable: ${configuration.problem}`
      return configuration.servers.map(s => `${s.suffrage} ${s.id} at ${s.address}`).join(', ')
    }
    default:
      return ''
  }
}

/** The entry as one line of a list. */
export function entryLine(entry: DescribedEntry): string {
  const {index, term, type, time, description} = entry
  const columns = [index.padStart(8), (term ?? '?').padStart(4), (type ?? '?').padEnd(13), time ?? '-', description]
  return columns.join('  ').trimEnd()
}
