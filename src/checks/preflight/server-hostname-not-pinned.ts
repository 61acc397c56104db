import {readValue} from '../../case/read.ts'
import type {PlannedCronicle} from '../../facts/preflight/types.ts'
import type {Failure} from '../define-check.ts'
import {failEach, skip} from '../define-check.ts'
import serverHostnameNotPinned from '../worker-reachability/server-hostname-not-pinned.ts'
import {ahead} from './rules/ahead.ts'
import {
  configIsHidden,
  givenSetting,
  nameOf,
  plannedHostname,
  quoteRecords,
  quoteValue,
  storedHostnames,
} from './rules/cronicle-names.ts'
import {isContainerId, quoteLine} from './rules/quotes.ts'

export default ahead(serverHostnameNotPinned, {
  severity: 'error',
  message:
    '{server} is given no hostname, so every new container is called by its ID: a primary then waits for another primary for ever, a worker is unknown',
  needs: ['cronicle'],
  explains: ['primary-hostname-unknown'],
  run({cronicle}) {
    if (cronicle.length === 0) return skip('no Cronicle is planned, and no folder of one was found')
    return failEach(cronicle.flatMap(planned => (planned.plan === null ? inFolder(planned) : inService(planned))))
  },
})

function inService(planned: PlannedCronicle): readonly Failure[] {
  const {plan, subject} = planned
  if (plan === null || plan.service.networkMode?.value === 'host') return []
  if (plannedHostname(planned) !== null) return idAsName(planned)
  // Variables that cannot be read may name it: that file-unreadable says.
  if (plan.service.unreadEnvFiles) return []
  const ids = storedHostnames(planned).filter(isContainerId)
  const hidden = configIsHidden(planned)
  return [
    {
      subject,
      severity: hidden ? 'warning' : 'error',
      message: hidden
        ? '{server} is given no hostname, and its config.json cannot be seen from here: unless that names one, every new container is called by its ID'
        : undefined,
      params: {server: nameOf(planned)},
      evidence: [
        quoteLine(plan.service.place, 'no hostname:, no CRONICLE_hostname, no "hostname" in a config.json'),
        ...quoteRecords(planned),
      ],
      advice: [
        ids.length > 0
          ? `Write hostname: ${ids[0]} into the service: the name that its records know.`
          : 'Write hostname: into the service: the name in its records, or any name in small letters for a new one.',
      ],
      confidence: hidden ? 'medium' : 'high',
      key: 'planned',
    },
  ]
}

/** The name is kept, but it is one that Docker's DNS forgets with its container. */
function idAsName(planned: PlannedCronicle): readonly Failure[] {
  const named = plannedHostname(planned)
  if (named === null || !isContainerId(named.value)) return []
  // A name of the service itself is known to the DNS, and records may know no other.
  if (planned.plan?.service.hostname?.value === named.value || storedHostnames(planned).includes(named.value)) return []
  const dialled = givenSetting(planned, 'server_comm_use_hostnames')?.value
  return [
    {
      subject: planned.subject,
      severity: dialled ? 'error' : 'warning',
      message: dialled
        ? '{server} is called {hostname}, the ID of a container, and is dialled by that name (server_comm_use_hostnames): it resolves only while that container lives'
        : '{server} is called {hostname}, which looks like the ID of a container: nothing but that container was ever reached by it',
      params: {server: nameOf(planned), hostname: named.value},
      evidence: [quoteValue(planned, named, `hostname ${named.value}`)],
      advice: [
        'Give it a name that resolves, and the same one in the records: doctor explain primary-hostname-unknown',
      ],
      key: named.value,
    },
  ]
}

/** A folder that no service of the files mounts. */
function inFolder(planned: PlannedCronicle): readonly Failure[] {
  if (plannedHostname(planned) !== null) return idAsName(planned)
  const ids = storedHostnames(planned).filter(isContainerId)
  if (ids.length === 0 || readValue(planned.server.config) === null) return []
  return [
    {
      subject: planned.subject,
      message:
        '{server} is stored as {ids}, the ID of a container, and neither its config.json nor a compose file that was read gives the next container that name',
      params: {server: nameOf(planned), ids},
      evidence: quoteRecords(planned),
      advice: [`Name the compose file too; its service needs hostname: ${ids[0]}.`],
      confidence: 'medium',
      key: 'stored',
    },
  ]
}
