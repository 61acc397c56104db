import type {ProbeReason} from '../../case/cronicle-probes.ts'
import type {CronicleQuestions, CronicleTarget} from '../../case/cronicle-questions.ts'
import {isDialable, joinAddress, unroutableBecause} from '../../formats/host-and-port.ts'
import type {CronicleFacts, Primary, Worker} from './types.ts'

/** What to ask the network, by what is known so far; pure. Only addresses that the case names. */
export function planQuestions(facts: CronicleFacts): CronicleQuestions {
  const {primary, workers} = facts
  const asked = workers.flatMap(worker => [
    ...worker.typed.flatMap(({value}) => {
      const port = value.port ?? primary.settings.dialPort?.value
      return [...at(value.host, port, 'typed', worker), ...otherPorts(value.host, port, worker, facts)]
    }),
    ...(worker.dialled ? at(worker.dialled.value.host, worker.dialled.value.port, 'dialled', worker) : []),
    ...reportedTarget(worker, facts),
  ])
  const routable = primary.addresses.filter(a => unroutableBecause(a) === null)
  return {
    targets: merge(asked.filter(t => !isOwn(t, primary))),
    primary: {
      label: primary.label,
      container: primary.container,
      folder: primary.server?.folder ?? null,
      addresses: routable,
      api: apiOf(primary, routable),
    },
  }
}

/** What a worker reports that is not dialled yet: it will be once it is added. */
function reportedTarget(worker: Worker, {primary}: CronicleFacts): readonly CronicleTarget[] {
  if (worker.dialled !== null) return []
  const byName = primary.settings.useHostnames?.value ?? false
  const known = byName ? worker.reported.hostname : (worker.reported.ip ?? worker.reported.hostname)
  return known ? at(known.value, primary.settings.dialPort?.value, 'reported', worker) : []
}

/** Other ports at which a balancer of the case listens: the right one may be among them. */
function otherPorts(host: string, port: number | undefined, worker: Worker, {cluster}: CronicleFacts) {
  if (worker.link.state === 'connected') return []
  const ports = cluster.balancers.flatMap(b => b.listeners.map(l => l.port)).filter(p => p !== port)
  return [...new Set(ports)].slice(0, 2).flatMap(p => at(host, p, 'balancer', worker))
}

function at(host: string, port: number | undefined, as: ProbeReason['as'], worker: Worker): readonly CronicleTarget[] {
  if (port === undefined || !isDialable(host, port)) return []
  return [{target: {scheme: 'http', host, port}, reasons: [{as, worker: worker.label}]}]
}

/** The primary's own address says nothing of a worker, and whoever else asks at a loopback asks itself. */
function isOwn({target}: CronicleTarget, {addresses}: Primary): boolean {
  return addresses.includes(target.host) || unroutableBecause(target.host) !== null
}

/** One target for an address, with all that it is. */
function merge(targets: readonly CronicleTarget[]): readonly CronicleTarget[] {
  const merged = new Map<string, CronicleTarget>()
  for (const {target, reasons} of targets) {
    const key = joinAddress(target.host.toLowerCase(), target.port)
    const known = merged.get(key)?.reasons ?? []
    const more = reasons.filter(r => !known.some(k => k.as === r.as && k.worker === r.worker))
    merged.set(key, {target, reasons: [...known, ...more]})
  }
  return [...merged.values()]
}

/** A container's addresses are those that its host reaches; what it calls itself may be a name of its own. */
function apiOf({container, settings}: Primary, addresses: readonly string[]): readonly string[] {
  if (settings.httpPort === null) return []
  const attached = container?.networks.flatMap(n => (n.address ? [n.address] : [])) ?? []
  return [...new Set([...attached, ...addresses])].map(a => `http://${joinAddress(a, settings.httpPort ?? 0)}`)
}
