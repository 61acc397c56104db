import type {PreflightFacts} from '../facts/preflight/types.ts'

/** What preflight looked at, for the report's `facts`. */
export function describePreflight({files, servers, cronicle, stores, unread}: PreflightFacts) {
  return {
    preflight: {
      composeFiles: files.flatMap(f => f.files),
      servers: servers.map(s => ({
        subject: s.subject,
        serverId: s.plannedId?.kind === 'named' ? s.plannedId.id : null,
        pinned: s.plannedId?.kind === 'named',
        data: s.data.kind === 'kept' ? s.data.source : null,
        dataDir: s.dataDir?.path ?? null,
        storedIds: s.stored?.servers.map(server => server.id) ?? null,
      })),
      cronicle: cronicle.map(c => c.subject),
      dataDirs: stores.map(s => s.dataDir.path),
    },
    unread,
  }
}
