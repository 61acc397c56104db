import {readValue} from '../../case/read.ts'
import type {Server} from '../../facts/types.ts'
import type {StoredConfiguration} from '../../formats/raft/types.ts'

/** The folder that holds raft.db and snapshots/, absolute and free of links. */
export function raftFolderOf(server: Server): string | null {
  const {dataDir} = server
  return dataDir === null ? null : (dataDir.raftPath ?? `${dataDir.realPath}/raft`)
}

/** What peers dial: where the server is now, else where the stored configuration has it, else loopback (one server needs no address). */
export function rpcAddressOf(server: Server, configuration: StoredConfiguration): string {
  const addresses = readValue(server.addresses)
  const host = addresses?.advertised ?? addresses?.current[0]
  if (addresses && host) return `${host.includes(':') ? `[${host}]` : host}:${addresses.rpcPort}`
  const identity = readValue(server.identity)?.serverId
  const stored = configuration.servers.find(s => s.id === identity) ?? configuration.servers[0]
  return stored?.address ?? '127.0.0.1:6868'
}
