import {readValue} from '../../case/read.ts'
import type {Server} from '../../facts/types.ts'
import type {Evidence} from '../../report/types.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {quotePlace} from './rules/quote-evidence.ts'
import {serverIdOf} from './rules/server-id.ts'

export default defineCheck({
  id: 'alias-does-not-pin-identity',
  severity: 'info',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'A network alias does not pin the server ID',
  message:
    '{server} has the network alias {aliases}, which gives it an address in the DNS of Docker but no server ID: that is still "{serverId}"',
  why: `An alias is a second name under which others find the container. Dkron never sees it: the server ID comes from --node-name or the host name. Aliases are worth having for --retry-join, as an address that survives re-creation; they are no cure for a changed ID.`,
  confirm: [
    "docker inspect --format '{{json .NetworkSettings.Networks}}' CONTAINER",
    'docker exec CONTAINER hostname   # not the alias',
  ],
  repairs: ['pin-id'],
  folklore: [
    '"Give the container a network alias, then the cluster finds itself again": tested, no leader on 2.2, 3.2 and 4.0.',
  ],
  references: ['Compose: networks.aliases', 'Dkron config.go DefaultConfig: NodeName = os.Hostname()'],
  needs: ['server.compose', 'server.container', 'server.identity'],
  explains: [],
  run(facts) {
    const unpinned = facts.servers.filter(s => readValue(s.identity)?.isContainerId || s.identity.state === 'absent')
    if (unpinned.length === 0) return skip('every server ID that is known is pinned')
    return failEach(
      unpinned.flatMap(server => {
        const quotes = aliasesOf(server)
        if (quotes.length === 0) return []
        const serverId = serverIdOf(server) ?? 'the ID of the next container'
        const aliases = [...new Set(quotes.map(q => q.value))]
        return [
          {
            subject: server.label,
            params: {server: server.label, aliases, serverId},
            evidence: quotes,
            repairs: ['pin-id'],
            key: aliases.join(),
          },
        ]
      }),
    )
  },
})

/** Aliases somebody wrote; Docker itself adds the service's name, the container's name and its ID. */
function aliasesOf(server: Server): readonly Evidence[] {
  const {container, compose} = server
  const given = [container?.name, container?.compose?.service, container?.hostname, compose?.service.name]
  const written = (alias: string) => !given.includes(alias) && !(container?.id.startsWith(alias) ?? false)
  const inspected = (container?.networks ?? []).flatMap(n =>
    n.aliases.map(value => ({source: `${container?.source}: aliases on ${n.network}`, value})),
  )
  const planned = (compose?.service.networks ?? []).flatMap(n => n.aliases.map(a => quotePlace(a.place, a.value)))
  return [...inspected, ...planned].filter(quote => written(quote.value))
}
