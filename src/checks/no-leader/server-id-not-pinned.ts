import {readValue} from '../../case/read.ts'
import type {Server} from '../../facts/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {plannedIdOf} from './rules/planned-id.ts'
import {quoteIdentity, quotePlace} from './rules/quote-evidence.ts'

export default defineCheck({
  id: 'server-id-not-pinned',
  severity: 'warning',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'The server ID is the ID of the container',
  message:
    '{server} has the server ID "{serverId}", the ID of its container: the next container that is created for it (down and up, a changed compose file, a new image) has another one, and the data-dir will not know it',
  why: `Without --node-name, DKRON_NODE_NAME or hostname: Dkron takes the host name, and that of a container is the container's own ID. docker restart and a reboot keep the container and its ID; everything that creates a container anew changes it, up -d after an edit of the command included.

Pin the ID that the data-dir already knows. On an empty data-dir any name will do.`,
  confirm: [
    "docker inspect --format '{{.Config.Hostname}} {{.Id}}' CONTAINER   # the first is the start of the second",
    'docker compose config | grep -E "hostname|node-name|DKRON_NODE_NAME"',
  ],
  repairs: ['pin-id'],
  folklore: [
    'container_name: and network aliases change neither host name nor server ID.',
    'Pinning a new name instead of the present one breaks the data-dir at once.',
  ],
  references: [
    'Dkron config.go DefaultConfig: NodeName = os.Hostname()',
    'Dkron flag --node-name',
    'Compose: hostname',
  ],
  needs: ['server.api', 'server.compose', 'server.configuration', 'server.identity', 'server.store'],
  explains: [],
  run(facts) {
    const known = facts.servers.filter(s => s.identity.state === 'read' || plannedIdOf(s) !== null)
    if (known.length === 0) return skip('neither container nor compose file is known')
    return failEach(known.flatMap(server => nowUnpinned(server) ?? soonUnpinned(server) ?? soonAnother(server) ?? []))
  },
})

function nowUnpinned(server: Server): Failure | null {
  const identity = readValue(server.identity)
  if (identity === null || identity.pinned || !identity.isContainerId) return null
  const stored = readValue(server.configuration)?.servers.map(s => s.id)
  const member = stored?.includes(identity.serverId) ?? !mayKnowOthers(server)
  const planned = plannedIdOf(server)
  const planIsRight = planned?.kind === 'named' && planned.id === identity.serverId
  if (planIsRight) return null
  return {
    subject: server.label,
    params: {server: server.label, serverId: identity.serverId},
    evidence: quoteIdentity(server),
    repairs: member ? ['pin-id'] : [],
    advice: member
      ? [
          `Write --node-name=${identity.serverId} into the command (or hostname: ${identity.serverId} into the service) before anything creates the container anew.`,
        ]
      : ['Once the server has an ID that its data-dir knows, pin that one.'],
    key: 'present',
  }
}

/**
 * A store that was not read to its end may know another ID, and the present one pinned would keep it from a leader for
 * good. A server that has one is known to its store by the ID it has.
 */
function mayKnowOthers({store, api}: Server): boolean {
  if (store.state === 'absent' || (api?.leader && api.leader !== 'none')) return false
  if (store.state !== 'read') return true
  const {size, damage, store: contents} = store.value
  return size > 0 && (contents === null || damage.length > 0)
}

/** No container was looked at, but the compose file pins nothing. */
function soonUnpinned(server: Server): Failure | null {
  const planned = plannedIdOf(server)
  if (server.identity.state === 'read' || planned?.kind !== 'container-id') return null
  const stored = readValue(server.configuration)?.servers ?? []
  const only = stored.length === 1 ? stored[0] : undefined
  return {
    subject: server.label,
    params: {service: server.compose?.service.name ?? ''},
    message:
      'the service "{service}" gives its server neither --node-name nor hostname: every new container has another server ID',
    evidence: [quotePlace(planned.place, 'no --node-name, no DKRON_NODE_NAME, no hostname:')],
    repairs: ['pin-id'],
    advice: only ? [`Write --node-name=${only.id} into the command: the ID that the data-dir knows.`] : [],
    key: 'planned',
  }
}

/** The file was edited and the container not yet created anew: the plan decides at the next `up`. */
function soonAnother(server: Server): Failure | null {
  const identity = readValue(server.identity)
  const planned = plannedIdOf(server)
  const stored = readValue(server.configuration)?.servers.map(s => s.id)
  if (identity === null || planned?.kind !== 'named' || stored === undefined) return null
  if (planned.id === identity.serverId || stored.includes(planned.id) || !stored.includes(identity.serverId))
    return null
  return {
    subject: server.label,
    params: {server: server.label, serverId: identity.serverId, planned: planned.id, stored},
    message:
      '{server} runs as "{serverId}", but the compose file will start it as "{planned}", and its data-dir knows only {stored}: the next "up" loses the leader',
    evidence: [...quoteIdentity(server), quotePlace(planned.place, planned.text)],
    repairs: ['pin-id'],
    advice: [`Write --node-name=${identity.serverId} instead.`],
    key: 'another',
  }
}
