import type {ComposeService} from '../../case/case.ts'
import type {Server} from '../../facts/types.ts'
import {setEnvironment, setFlag, setServiceKey} from '../../formats/compose/edit/edit-service.ts'
import {nameOrigin} from '../name-origin.ts'
import {hostNamePattern, pinByHand} from '../pin-by-hand.ts'
import {takesHostname} from '../takes-hostname.ts'
import type {ServiceEdit} from './edit-compose.ts'
import type {Effect} from './prove-edit.ts'

type Way = ServiceEdit['ways'][number]

/**
 * Gives a service a fixed server ID, in the form the file already uses: where the present name comes from a flag, the
 * variable or `hostname:`, that is changed; else the flag is added, or the variable where Dkron is set up by variables.
 */
export function serverIdEdit(server: Server, serverId: string): ServiceEdit {
  const flag: Way = (text, service) => setFlag(text, service, '--node-name', serverId)
  const variable: Way = (text, service) => setEnvironment(text, service, 'DKRON_NODE_NAME', serverId)
  const service = server.compose?.service
  const origin = nameOrigin(server)
  const hostname = service && takesHostname(service) && hostNamePattern.test(serverId) ? [hostnameWay(serverId)] : []
  const edit = (ways: readonly Way[]): ServiceEdit => ({
    server,
    title: `fix the server ID "${serverId}" in service "${service?.name ?? ''}"`,
    ways,
    effect: effectOf(serverId),
    byHand: pinByHand({server, serverId}),
  })
  // The first way is the file's own; one that another setting outranks is found to have no effect.
  if (origin === 'environment') return edit([variable, flag, ...hostname])
  // A config file outranks the host name, and is not seen in the compose file.
  if (origin === 'config file') return edit([flag, variable])
  if (origin === null && service?.hostname) return edit([...hostname, flag, variable])
  if (origin === 'flag') return edit([flag, variable, ...hostname])
  return edit(service && usesVariables(service) ? [variable, flag, ...hostname] : [flag, variable, ...hostname])
}

/** The same by `hostname:` alone; null when something outranks it there, or the ID is no host name. */
export function hostnameEdit(server: Server, serverId: string): ServiceEdit | {readonly why: string} {
  const service = server.compose?.service
  if (!hostNamePattern.test(serverId)) return {why: `"${serverId}" is no host name`}
  const origin = nameOrigin(server)
  if (origin !== null) return {why: `${server.label} takes its ID from the ${origin}, which outranks the host name`}
  if (service && !takesHostname(service)) return {why: `network_mode ${service.networkMode?.value} allows no hostname:`}
  return {
    server,
    title: `hostname: ${serverId} in service "${service?.name ?? ''}"`,
    ways: [hostnameWay(serverId)],
    effect: effectOf(serverId),
    byHand: pinByHand({server, serverId}),
  }
}

const effectOf = (serverId: string): Effect => ({
  holds: ({settings, hostname}) => (settings.nodeName ?? hostname) === serverId,
  mayChange: ['nodeName', 'DKRON_NODE_NAME', 'hostname'],
})

const hostnameWay =
  (serverId: string): Way =>
  (text, service) =>
    setServiceKey(text, service, 'hostname', serverId)

function usesVariables(service: ComposeService): boolean {
  const flags = (service.command?.value ?? []).some(w => w.startsWith('--'))
  return !flags && service.environment.some(e => e.name.startsWith('DKRON_'))
}
