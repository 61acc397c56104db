import type {CronicleFacts, Quote, Worker} from '../../../facts/cronicle/types.ts'
import {listeningPorts} from './balancer-routes.ts'
import {seenBy} from './view-of.ts'

/** The port at which the primary dials a worker, or would; null when it is not known. */
export function dialledPort(worker: Worker, {primary}: CronicleFacts): number | null {
  const typed = worker.typed.find(t => t.value.port)?.value.port
  return worker.dialled?.value.port ?? typed ?? primary.settings.dialPort?.value ?? null
}

/** The one other port at which the balancer takes connections to this worker; null when none or several are known. */
export function portAtBalancer(worker: Worker, facts: CronicleFacts): number | null {
  const port = dialledPort(worker, facts)
  const listened = port === null ? null : listenedPorts(worker, facts, port)
  return listened?.ports.length === 1 ? (listened.ports[0] ?? null) : null
}

/** Other ports than the dialled one at which its balancer listens; null when none is known. */
export function listenedPorts(worker: Worker, facts: CronicleFacts, port: number): ListenedPorts | null {
  return byProbe(worker, port) ?? bySettings(worker, facts, port)
}

/** Ports at which a balancer does answer, and how that is known. */
export interface ListenedPorts {
  readonly ports: readonly number[]
  readonly quotes: readonly Quote[]
  readonly confidence: 'high' | 'medium'
}

/** The same host refuses the one port and answers as a worker at another. */
function byProbe(worker: Worker, port: number): ListenedPorts | null {
  const refused = worker.views.filter(v => v.probe.target.port === port && seenBy(v).kind === 'blocked')
  const open = worker.views.filter(
    v =>
      v.probe.target.port !== port &&
      seenBy(v).kind === 'cronicle' &&
      refused.some(r => r.probe.target.host === v.probe.target.host),
  )
  if (open.length === 0) return null
  return {
    ports: [...new Set(open.map(v => v.probe.target.port))],
    quotes: [...refused, ...open].flatMap(v => seenBy(v).quotes),
    confidence: 'high',
  }
}

/** By the balancer's own settings; surer when the primary was refused there. */
function bySettings(worker: Worker, facts: CronicleFacts, port: number): ListenedPorts | null {
  const ports = listeningPorts(facts)
  if (ports.length === 0 || ports.includes(port)) return null
  const refusal = worker.failedAdds.find(f => f.problem.kind === 'refused' || f.problem.kind === 'timeout')
  const listens = quoteListeners(facts)
  const set = facts.primary.settings.dialPort
  return {
    ports,
    quotes: [...(set ? [set.quote] : []), ...listens, ...(refusal ? [refusal.quote] : [])],
    confidence: refusal ? 'high' : 'medium',
  }
}

/** Where the given settings of a balancer say that it listens. */
export function quoteListeners({cluster}: CronicleFacts): readonly Quote[] {
  return cluster.balancers.flatMap(b =>
    b.listeners.map(l => ({
      source: `${b.file}, line ${l.place.line}`,
      value: `${b.kind === 'nginx' ? 'listen' : 'bind'} ${l.address ?? '*'}:${l.port}`,
    })),
  )
}
