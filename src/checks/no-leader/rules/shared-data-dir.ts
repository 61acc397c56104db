import {readValue} from '../../../case/read.ts'
import type {Facts, Server} from '../../../facts/types.ts'
import {hostFolderOf} from '../../../formats/dkron/data-dir-mount.ts'
import {serverIdOf} from './server-id.ts'
import {isUp} from './server-up.ts'

/** Where the server's data-dir lies on the host, or null when no evidence shows it. */
export function dataFolderOf(server: Server): string | null {
  if (server.dataDir !== null) return server.dataDir.realPath
  const settings = readValue(server.settings)
  return server.container === null || settings === null ? null : hostFolderOf(server.container, settings)
}

/** Groups of two or more running containers that have one data-dir. */
export function sharedDataDirs(
  facts: Facts,
): readonly {readonly folder: string; readonly servers: readonly Server[]}[] {
  const groups = new Map<string, Server[]>()
  for (const server of facts.servers) {
    const folder = dataFolderOf(server)
    if (folder === null || isUp(server) !== true) continue
    groups.set(folder, [...(groups.get(folder) ?? []), server])
  }
  return [...groups].flatMap(([folder, servers]) => (servers.length > 1 ? [{folder, servers}] : []))
}

/** Another running server has the same data-dir and is the one its configuration knows. */
export function dataDirBelongsToAnother(server: Server, facts: Facts): boolean {
  const ids = readValue(server.configuration)?.servers.map(s => s.id) ?? []
  return sharedDataDirs(facts).some(
    group =>
      group.servers.includes(server) && group.servers.some(s => s !== server && ids.includes(serverIdOf(s) ?? '')),
  )
}
