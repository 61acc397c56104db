import type {Container} from '../../case/case.ts'
import {settingsOfContainer} from '../../formats/dkron/settings-of.ts'
import type {ApiTarget} from './ask-api.ts'

/**
 * Where each running server's HTTP API can be asked from this host: its own addresses, then published ports.
 *
 * @param engineHost host of the engine when it is another one: addresses in its networks are not to be reached from
 * here, and may well be those of other containers on this host
 */
export function apiTargets(containers: readonly Container[], engineHost: string | null): readonly ApiTarget[] {
  return containers
    .filter(c => c.running)
    .flatMap(container => {
      const settings = settingsOfContainer(container)
      if (!settings.server) return []
      return [{server: container.name, bases: apiBases(container, settings.httpAddr.value, engineHost)}]
    })
}

/** Addresses of one container's API, for what its `--http-addr` says. */
export function apiBases(container: Container, httpAddr: string, engineHost: string | null): readonly string[] {
  const port = portOf(httpAddr)
  const addresses = engineHost === null ? container.networks : []
  const own = addresses.flatMap(n => (n.address ? [`http://${n.address}:${port}`] : []))
  const published = container.publishedPorts
    .filter(p => p.port === port && p.hostPort > 0)
    .map(p => `http://${reachableHost(p.host, engineHost)}:${p.hostPort}`)
  const host = container.networkMode === 'host' ? [`http://${bracketed(engineHost ?? '127.0.0.1')}:${port}`] : []
  return [...new Set([...own, ...host, ...published])]
}

/** `:8080`, `0.0.0.0:8080`, `[::]:8080`; 8080 is Dkron's default. */
function portOf(httpAddr: string): number {
  const port = Number(/:(\d+)$/.exec(httpAddr)?.[1])
  return Number.isInteger(port) && port > 0 ? port : 8080
}

function reachableHost(published: string, engineHost: string | null): string {
  const everywhere = published === '' || published === '0.0.0.0' || published === '::'
  return bracketed(everywhere ? (engineHost ?? '127.0.0.1') : published)
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
