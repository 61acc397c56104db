import type {PlannedServer} from '../../facts/preflight/types.ts'
import type {Failure} from '../define-check.ts'
import {failEach, skip} from '../define-check.ts'
import serverIdChanged from '../no-leader/server-id-changed.ts'
import {ahead} from './rules/ahead.ts'
import {quoteLine, quoteStored} from './rules/quotes.ts'

export default ahead(serverIdChanged, {
  severity: 'error',
  message:
    'the service "{service}" starts its server as "{planned}" ({from}), and the data-dir it finds knows only {stored}: the next container gets no leader',
  needs: ['servers'],
  run({servers}) {
    const known = servers.filter(s => s.stored !== null)
    if (known.length === 0) return skip('no data-dir of a planned server was read')
    return failEach(known.flatMap(renamed))
  },
})

function renamed(server: PlannedServer): readonly Failure[] {
  const {subject, service, settings, plannedId, stored} = server
  const ids = stored?.servers.map(s => s.id) ?? []
  if (plannedId?.kind !== 'named' || settings.nodeName?.unresolved || ids.length === 0) return []
  if (ids.includes(plannedId.id)) return []
  return [
    {
      subject,
      params: {service: service.name, planned: plannedId.id, from: plannedId.text, stored: ids},
      evidence: [quoteLine(plannedId.place, plannedId.text), ...quoteStored(server)],
      advice: ids.length === 1 ? [`Write --node-name=${ids[0]} instead.`] : [],
      key: plannedId.id,
    },
  ]
}
