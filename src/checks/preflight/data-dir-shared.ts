import type {PlannedServer} from '../../facts/preflight/types.ts'
import {failEach, skip} from '../define-check.ts'
import dataDirShared from '../no-leader/data-dir-shared.ts'
import {ahead} from './rules/ahead.ts'
import {projectsOf, replicasOf} from './rules/projects.ts'
import {quoteLine} from './rules/quotes.ts'

export default ahead(dataDirShared, {
  severity: 'error',
  message:
    '{count} servers (service {services}) get one data-dir, {source}: the first holds the lock of raft.db, the others wait for it for ever',
  needs: ['servers'],
  run(facts) {
    if (facts.servers.length === 0) return skip('no Dkron server is planned')
    return failEach(
      projectsOf(facts).flatMap(({file, servers}) =>
        [...groupsBySource(servers)].flatMap(([source, group]) => {
          const count = group.reduce((n, s) => n + replicasOf(s), 0)
          if (count < 2 || areAlternatives(group)) return []
          return [
            {
              subject: group.map(s => s.subject).join(', '),
              params: {services: group.map(s => s.service.name), count, source},
              evidence: group.map(s => quoteLine(s.data.place, `${s.service.name}: ${source}`)),
              advice: ['Give every server a volume of its own.'],
              key: `${file.file} ${source}`,
            },
          ]
        }),
      ),
    )
  },
})

function groupsBySource(servers: readonly PlannedServer[]): ReadonlyMap<string, readonly PlannedServer[]> {
  const groups = new Map<string, PlannedServer[]>()
  for (const server of servers) {
    if (server.data.kind !== 'kept') continue
    groups.set(server.data.source, [...(groups.get(server.data.source) ?? []), server])
  }
  return groups
}

/** Services of different profiles that are never started together. */
function areAlternatives(group: readonly PlannedServer[]): boolean {
  const profiles = group.map(s => s.service.profiles)
  const all = profiles.flat()
  return group.length > 1 && profiles.every(p => p.length > 0) && new Set(all).size === all.length
}
