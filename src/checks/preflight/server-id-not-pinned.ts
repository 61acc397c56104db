import type {FoundStore, PlannedServer} from '../../facts/preflight/types.ts'
import type {Failure} from '../define-check.ts'
import {failEach, skip} from '../define-check.ts'
import serverIdNotPinned from '../no-leader/server-id-not-pinned.ts'
import {ahead} from './rules/ahead.ts'
import {isContainerId, quoteLine, quoteStored} from './rules/quotes.ts'

export default ahead(serverIdNotPinned, {
  severity: 'error',
  message:
    'the service "{service}" gives its server neither --node-name nor hostname:, so every new container has another server ID, and the data-dir it finds {knows}',
  needs: ['servers', 'stores'],
  explains: ['server-id-changed'],
  run({servers, stores}) {
    if (servers.length + stores.length === 0) return skip('no Dkron server is planned, and no data-dir was found')
    return failEach([...servers.flatMap(unpinned), ...stores.flatMap(bornUnpinned)])
  },
})

function unpinned(server: PlannedServer): readonly Failure[] {
  const {subject, service, plannedId, data, stored} = server
  if (plannedId?.kind !== 'container-id') return []
  const known = stored?.servers.map(s => s.id) ?? []
  const only = known.length === 1 ? known[0] : undefined
  const fresh = data.kind === 'lost'
  return [
    {
      subject,
      // Nothing is left of the old ID where nothing is left at all: that the data go is another finding.
      severity: fresh ? 'warning' : 'error',
      message: fresh
        ? 'the service "{service}" gives its server neither --node-name nor hostname:, so every new container has another server ID'
        : undefined,
      params: {
        service: service.name,
        knows: known.length > 0 ? `knows only ${known.map(id => `"${id}"`).join(', ')}` : 'knows only the old one',
      },
      evidence: [
        quoteLine(plannedId.place, 'no --node-name, no DKRON_NODE_NAME, no hostname:'),
        ...quoteStored(server),
      ],
      advice: [pinning(only, known, data.kind === 'kept' && stored === null)],
      key: 'planned',
    },
  ]
}

function pinning(only: string | undefined, known: readonly string[], unseen: boolean): string {
  if (only !== undefined) return `Write --node-name=${only} into its command: the ID that the data-dir knows.`
  if (known.length > 0) return 'Write --node-name with the ID that its data-dir was made under into its command.'
  const pin = 'Write --node-name (or hostname:) into the service, with any name while the data-dir is empty'
  return unseen ? `${pin}; with data in it, the ID that it knows: doctor inspect DATA-DIR` : `${pin}.`
}

/** A data-dir that no service of these files mounts: only an ID that nobody chose looks like this. */
function bornUnpinned({dataDir, stored, planned}: FoundStore): readonly Failure[] {
  const ids = stored?.servers.map(s => s.id).filter(isContainerId) ?? []
  if (planned || ids.length === 0) return []
  return [
    {
      subject: dataDir.path,
      params: {dataDir: dataDir.path, ids},
      message:
        'the data-dir {dataDir} knows its server as {ids}, the ID of a container, and no compose file that was read gives the next container that name',
      evidence: quoteStored({dataDir, stored}),
      advice: [`Name the compose file too; its service needs --node-name=${ids[0]} (or hostname: ${ids[0]}).`],
      confidence: 'medium',
      key: 'stored',
    },
  ]
}
