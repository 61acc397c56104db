import {decodeConfiguration} from './decode-configuration.ts'
import type {Problem} from './decode-entry.ts'
import {decodePeers} from './decode-peers.ts'
import {formatTime} from './go-time.ts'
import {logType} from './log-types.ts'
import type {LogEntry, StoredConfiguration} from './types.ts'

/**
 * The configuration an entry of type Configuration, AddPeerDeprecated or RemovePeerDeprecated sets (raft raft.go
 * `processConfigurationLogEntry`). `file` is where the entry was read.
 */
export function decodeStoredConfiguration(entry: LogEntry, file: string): StoredConfiguration | Problem {
  const deprecatedPeers = entry.typeNumber !== logType.configuration
  const data = entry.data ?? new Uint8Array()
  const servers = deprecatedPeers ? decodePeers(data) : decodeConfiguration(data)
  if ('problem' in servers) return {problem: `${deprecatedPeers ? 'peer set' : 'configuration'}: ${servers.problem}`}
  return {
    servers,
    index: entry.index,
    term: entry.term,
    from: 'log',
    file,
    deprecatedPeers,
    appendedAt: entry.appendedAt === null ? null : formatTime(entry.appendedAt),
  }
}
