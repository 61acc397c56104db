import type {Container} from '../../case/case.ts'
import {decodeSettings} from '../../formats/dkron/decode-settings.ts'
import type {ApiTarget} from './ask-api.ts'

/** Where each running server's HTTP API can be asked from this host: its own addresses, then published ports. */
export function apiTargets(containers: readonly Container[]): readonly ApiTarget[] {
  return containers
    .filter(c => c.running)
    .flatMap(container => {
      const settings = decodeSettings({commandLine: container.commandLine, env: container.env})
      if (!settings.server) return []
      const port = portOf(settings.httpAddr.value)
      const own = container.networks.flatMap(n => (n.address ? [`http://${n.address}:${port}`] : []))
      const published = container.publishedPorts
        .filter(p => p.port === port && p.hostPort > 0)
        .map(p => `http://${reachableHost(p.host)}:${p.hostPort}`)
      const host = container.networkMode === 'host' ? [`http://127.0.0.1:${port}`] : []
      return [{server: container.name, bases: [...new Set([...own, ...host, ...published])]}]
    })
}

/** `:8080`, `0.0.0.0:8080`, `[::]:8080`; 8080 is Dkron's default. */
function portOf(httpAddr: string): number {
  const port = Number(/:(\d+)$/.exec(httpAddr)?.[1])
  return Number.isInteger(port) && port > 0 ? port : 8080
}

function reachableHost(host: string): string {
  if (host === '' || host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
