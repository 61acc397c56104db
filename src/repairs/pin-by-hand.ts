import type {Server} from '../facts/types.ts'
import {nameOrigin} from './name-origin.ts'
import {type Pin, pinSentence} from './pin-server-id.ts'
import {shellQuote} from './shell-quote.ts'
import {takesHostname} from './takes-hostname.ts'

/** Host names that Linux takes: a server ID may hold more. */
export const hostNamePattern = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/

/** The exact text to write, and where, for each way a server may be started that the evidence leaves open. */
export function pinByHand(pin: Pin): readonly string[] {
  const {server, serverId} = pin
  const flag = `--node-name=${shellQuote(serverId)}`
  if (server.compose || server.container?.compose) return [pinSentence(pin), ...yamlOf(server, serverId)]
  const run = hostNamePattern.test(serverId)
    ? `docker run: --hostname ${serverId} before the image, or ${flag} at the end of the command`
    : `docker run: ${flag} at the end of the command`
  if (server.container) return [pinSentence(pin), run]
  return [
    `Start ${server.label} as "${serverId}", in the way it is started:`,
    `dkron agent: ${flag}`,
    run,
    `systemd: systemctl edit dkron, and in it  [Service]  Environment=DKRON_NODE_NAME=${serverId}`,
  ]
}

/** Nothing where a flag names the server: it outranks both, and stands in a command that is the user's own. */
function yamlOf(server: Server, serverId: string): readonly string[] {
  const origin = nameOrigin(server)
  if (origin === 'flag') return []
  const planned = server.compose?.service
  const service = planned?.name ?? server.container?.compose?.service
  const setting =
    origin === null && hostNamePattern.test(serverId) && (planned === undefined || takesHostname(planned))
      ? `hostname: "${serverId}"`
      : `environment: {DKRON_NODE_NAME: ${JSON.stringify(serverId)}}`
  return [`As text to paste: services: {${service}: {${setting}}}`]
}
