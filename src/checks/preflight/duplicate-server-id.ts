import type {PlannedServer} from '../../facts/preflight/types.ts'
import {failEach, skip} from '../define-check.ts'
import duplicateServerId from '../no-leader/duplicate-server-id.ts'
import {ahead} from './rules/ahead.ts'
import {projectsOf, replicasOf} from './rules/projects.ts'
import {quoteLine} from './rules/quotes.ts'

export default ahead(duplicateServerId, {
  severity: 'error',
  message:
    '{count} servers (service {services}) get the server ID "{serverId}": gossip shuts them down, and Raft cannot tell one vote from the other',
  needs: ['servers'],
  run(facts) {
    if (facts.servers.length === 0) return skip('no Dkron server is planned')
    return failEach(
      projectsOf(facts).flatMap(({servers}) =>
        [...groupsById(servers)].flatMap(([serverId, group]) => {
          const count = group.reduce((n, s) => n + replicasOf(s), 0)
          if (count < 2) return []
          return [
            {
              subject: group.map(s => s.subject).join(', '),
              params: {services: group.map(s => s.service.name), count, serverId},
              evidence: group.flatMap(s => (s.plannedId ? [quoteLine(s.plannedId.place, idText(s))] : [])),
              advice: ['Give every server a service of its own, with its own --node-name and its own volume.'],
              key: serverId,
            },
          ]
        }),
      ),
    )
  },
})

function groupsById(servers: readonly PlannedServer[]): ReadonlyMap<string, readonly PlannedServer[]> {
  const groups = new Map<string, PlannedServer[]>()
  for (const server of servers) {
    const {plannedId, settings} = server
    if (plannedId?.kind !== 'named' || settings.nodeName?.unresolved) continue
    groups.set(plannedId.id, [...(groups.get(plannedId.id) ?? []), server])
  }
  return groups
}

function idText(server: PlannedServer): string {
  const replicas = replicasOf(server)
  const text = server.plannedId?.kind === 'named' ? server.plannedId.text : ''
  return replicas > 1 ? `${server.service.name}: ${text}, ${replicas} containers` : `${server.service.name}: ${text}`
}
