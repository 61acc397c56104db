import {readValue} from '../case/read.ts'
import type {Server} from '../facts/types.ts'
import {configGap, settingsOfService} from '../formats/dkron/settings-of.ts'

/**
 * What gives a server its name in the file that made it, not in its container: the file may have been edited since the
 * container was made. Null for the host name, which all of these outrank.
 */
export function nameOrigin(server: Server): 'flag' | 'environment' | 'config file' | null {
  const service = server.compose?.service
  const words = [...(service?.entrypoint?.value ?? []), ...(service?.command?.value ?? [])]
  if (words.some(w => /(^|\s)--node-name(=|\s|$)/.test(w))) return 'flag'
  if (service?.environment.some(e => e.name === 'DKRON_NODE_NAME')) return 'environment'
  const planned = service && (configGap(service) !== null || settingsOfService(service).nodeName !== null)
  const kind = readValue(server.identity)?.from.origin.kind
  if (planned || kind === 'config-file') return 'config file'
  return service === undefined && (kind === 'flag' || kind === 'environment') ? kind : null
}
