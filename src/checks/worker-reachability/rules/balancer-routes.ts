import type {BalancerListener, BalancerRoute, WrittenDirective} from '../../../case/balancer.ts'
import type {CronicleFacts, Quote, Worker} from '../../../facts/cronicle/types.ts'

/** A listener of a balancer that the primary's connection to a worker meets, by what the settings say. */
export interface MetListener {
  readonly file: string
  readonly listener: BalancerListener
  /** Host that the primary names in its requests. */
  readonly host: string
}

/**
 * Listeners at the port that is dialled. One with an address of its own counts only for that address, and one of
 * several names only for its name; whether a name leads to this balancer at all is for a probe to say.
 */
export function listenersFor(worker: Worker, {primary, cluster}: CronicleFacts): readonly MetListener[] {
  const port =
    worker.dialled?.value.port ?? worker.typed.find(t => t.value.port)?.value.port ?? primary.settings.dialPort?.value
  const host = worker.dialled?.value.host ?? worker.typed[0]?.value.host
  if (port === undefined || host === undefined) return []
  return cluster.balancers.flatMap(b => {
    const atPort = b.listeners.filter(
      l => l.port === port && (l.address === null || l.address === host || !isDotted(host)),
    )
    const named = atPort.filter(l => l.names.includes(host))
    return (named.length > 0 ? named : atPort).map(listener => ({file: b.file, listener, host}))
  })
}

/** Ports at which the given balancers listen. */
export function listeningPorts({cluster}: CronicleFacts): readonly number[] {
  return [...new Set(cluster.balancers.flatMap(b => b.listeners.map(l => l.port)))]
}

/** The route that a path takes at a listener: the longest prefix whose host fits. */
export function routeFor({listener, host}: MetListener, path: string): BalancerRoute | null {
  const fitting = listener.routes.filter(
    r => fitsPath(r.path, path) && (r.host === null || r.host === host.toLowerCase()),
  )
  return [...fitting].sort((a, b) => b.path.length - a.path.length)[0] ?? null
}

export function quoteRoute(route: BalancerRoute, value: string): Quote {
  return {source: `${route.place.file}, line ${route.place.line}`, value}
}

/** By the settings given, requests for it are shared among several servers. */
export function leadsToSeveral(worker: Worker, facts: CronicleFacts): boolean {
  return listenersFor(worker, facts).some(met => {
    const action = routeFor(met, '/socket.io/')?.action
    return action?.kind === 'proxy' && action.backends.length > 1
  })
}

/** The directive itself, at its own line; `meaning` alone where its words were not kept. */
export function quoteDirective(route: BalancerRoute, directive: WrittenDirective | undefined, meaning: string): Quote {
  if (directive === undefined) return quoteRoute(route, meaning)
  const {place, text} = directive
  return {source: `${place.file}, line ${place.line}`, value: `${text} (${meaning})`}
}

/** Prefixes as written; an expression (`~ ^/x`, `= /x`) is compared as text. */
function fitsPath(pattern: string, path: string): boolean {
  if (pattern.startsWith('^') || /[*+?()|\\$]/.test(pattern)) return false
  return path.startsWith(pattern)
}

function isDotted(host: string): boolean {
  return /^[\d.]+$/.test(host)
}
