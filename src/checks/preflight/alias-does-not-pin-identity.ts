import type {PlannedServer} from '../../facts/preflight/types.ts'
import type {Evidence} from '../../report/types.ts'
import {failEach, skip} from '../define-check.ts'
import aliasDoesNotPinIdentity from '../no-leader/alias-does-not-pin-identity.ts'
import {ahead} from './rules/ahead.ts'
import {quoteLine} from './rules/quotes.ts'

export default ahead(aliasDoesNotPinIdentity, {
  severity: 'info',
  message:
    'the service "{service}" has {names}, which others find it by: Dkron never sees that, and its server ID is still the ID of the container',
  needs: ['servers'],
  run({servers}) {
    const unpinned = servers.filter(s => s.plannedId?.kind === 'container-id')
    if (unpinned.length === 0) return skip('every planned server ID is pinned')
    return failEach(
      unpinned.flatMap(server => {
        const quotes = namesOf(server)
        if (quotes.length === 0) return []
        return [
          {
            subject: server.subject,
            params: {service: server.service.name, names: quotes.map(q => q.value).join(', ')},
            evidence: quotes,
            advice: ['Write --node-name (or hostname:) as well.'],
            key: 'planned',
          },
        ]
      }),
    )
  },
})

function namesOf({service}: PlannedServer): readonly Evidence[] {
  const {containerName, networks} = service
  const aliases = networks.flatMap(n => n.aliases.filter(a => a.value !== service.name))
  return [
    ...(containerName ? [quoteLine(containerName.place, `container_name: ${containerName.value}`)] : []),
    ...aliases.map(a => quoteLine(a.place, `the network alias ${a.value}`)),
  ]
}
