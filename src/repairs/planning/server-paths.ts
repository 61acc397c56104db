import {readValue} from '../../case/read.ts'
import type {Server} from '../../facts/types.ts'
import type {StoredConfiguration} from '../../formats/raft/types.ts'
import type {PlanInput, PlannedStore, PlanStep} from '../plan.ts'
import {inputFor, type PlanContext} from './context.ts'

/** The folder that holds raft.db and snapshots/, absolute and free of links. */
export function raftFolderOf(server: Server): string | null {
  const {dataDir} = server
  return dataDir === null ? null : (dataDir.raftPath ?? `${dataDir.realPath}/raft`)
}

/** The data-dirs of servers, each once. */
export function storesOf(servers: readonly Server[]): readonly PlannedStore[] {
  const stores = new Map<string, PlannedStore>()
  for (const server of servers) {
    const {dataDir} = server
    if (dataDir === null) continue
    const present = readValue(server.store) !== null
    stores.set(dataDir.realPath, {
      dataDir: dataDir.realPath,
      raftDb: present ? `${raftFolderOf(server)}/raft.db` : null,
    })
  }
  return [...stores.values()]
}

/** Address as `host:port` where the server is now; null when the evidence does not show it. */
export function presentAddressOf(server: Server): string | null {
  const addresses = readValue(server.addresses)
  const host = addresses?.advertised ?? addresses?.current[0]
  return addresses && host ? `${host.includes(':') ? `[${host}]` : host}:${addresses.rpcPort}` : null
}

/**
 * What peers dial: where the server is now, else where the stored configuration has it. A single server elects itself
 * whatever stands there, so for one alone any address will do.
 */
export function rpcAddressOf(server: Server, configuration: StoredConfiguration): string {
  const present = presentAddressOf(server)
  if (present !== null) return present
  const identity = readValue(server.identity)?.serverId
  const stored = configuration.servers.find(s => s.id === identity) ?? configuration.servers[0]
  return stored?.address ?? '127.0.0.1:6868'
}

/** Steps that take each peers.json of these servers away that Dkron would read at its start. */
export function peersAside(
  context: PlanContext,
  servers: readonly Server[],
): {readonly steps: readonly PlanStep[]; readonly inputs: readonly PlanInput[]; readonly servers: readonly Server[]} {
  const having = servers.filter(s => s.dataDir !== null && s.peersFiles.some(f => f.placed === 'read-at-start'))
  const paths = [...new Set(having.map(s => `${raftFolderOf(s)}/peers.json`))]
  return {
    servers: having,
    inputs: paths.map(path => inputFor(context, path)),
    steps: paths.map((path, i) => ({
      id: `peers-${i + 1}`,
      title: `${path}: give it another name`,
      action: {kind: 'remove-file' as const, path},
      diff: `- ${path}\n+ ${path} under another name in the same folder\n`,
      undo: 'The file gets its name back.',
    })),
  }
}
