import type {LogTypeName} from './types.ts'

/** Names by number, raft log.go `LogType`. */
const names: readonly LogTypeName[] = [
  'Command',
  'Noop',
  'AddPeerDeprecated',
  'RemovePeerDeprecated',
  'Barrier',
  'Configuration',
]

/** Types of the entries that set the list of servers (raft raft.go `processConfigurationLogEntry`). */
export const logType = {addPeer: 2, removePeer: 3, configuration: 5} as const

export function logTypeName(number: number): LogTypeName {
  return names[number] ?? 'Unknown'
}

/** The entry carries a configuration, in the present or the old form. */
export function isConfigurationType(number: number): boolean {
  return number === logType.configuration || number === logType.addPeer || number === logType.removePeer
}
