import type {CronicleFacts, FailedAdd, Quote, Worker} from '../../facts/cronicle/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCronicleCheck, failEach, skip} from '../define-check.ts'
import {dialsTypedName, isOwnInterface} from './rules/addresses.ts'
import {askOnPrimary, quoteIdentity, quoteLink} from './rules/ask-on-primary.ts'
import {listeningPorts} from './rules/balancer-routes.ts'
import {describeWay} from './rules/describe-way.ts'
import {isStaleRecord} from './rules/stale-record.ts'
import {seenBy, viewFromPrimary} from './rules/view-of.ts'

export default defineCronicleCheck({
  id: 'worker-port-blocked',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'cronicle',
  title: 'The port that the primary dials is refused, dropped or reset',
  message: 'the primary gets no connection to {target} for {worker}: {what}; {way}',
  why: `Only the primary opens connections: to the worker's port, or to the balancer's, which is remote_server_port or else the primary's own http_port. "Request Timeout" and "timeout" mean that packets are dropped (security group, firewall), "Connection Refused" that nobody listens there. A connection that was up is noticed to be dead after 45 s at most, by the ping of Engine.IO.`,
  confirm: [
    'nc -vz -w 5 BALANCER-OR-WORKER 3012   # on the host of the primary',
    'ss -ltn | grep 3012   # on the worker and on the balancer',
  ],
  repairs: [],
  folklore: [
    'Opening the port from worker to primary does not help: a worker never connects to its primary.',
    'UDP 3014 is only for the list of nearby servers on the web page.',
  ],
  references: ['Cronicle lib/comm.js: connectToSlave', 'pixl-request: handleTimeout, handleSocketError'],
  needs: [
    'cluster.balancers',
    'worker.dialled',
    'worker.failedAdds',
    'worker.link',
    'worker.next',
    'worker.record',
    'worker.reported',
    'worker.typed',
    'worker.views',
  ],
  explains: ['reported-address-unreachable'],
  run(facts) {
    if (facts.workers.length === 0) return skip('no worker is known')
    return failEach(facts.workers.flatMap(worker => judge(worker, facts)))
  },
})

function judge(worker: Worker, facts: CronicleFacts): readonly Failure[] {
  if (worker.link.state === 'connected') return []
  const sign = byProbe(worker) ?? byAdd(worker, facts) ?? byLink(worker)
  if (sign === null) return []
  return [
    {
      subject: worker.label,
      params: {worker: worker.label, target: sign.target, what: sign.what, way: describeWay(worker)},
      evidence: [...quoteIdentity(worker), ...sign.quotes],
      advice: [
        `Let the host of the primary open TCP connections to ${sign.target}, and have somebody listen there.`,
        `Run on the host of the primary: nc -vz -w 5 ${sign.target.replace(/:(\d+)$/, ' $1')}`,
        ...(sign.confidence === 'high' ? [] : askOnPrimary(worker).slice(-1)),
      ],
      confidence: sign.confidence,
      key: sign.target,
    },
  ]
}

interface Sign {
  readonly target: string
  readonly what: string
  readonly quotes: readonly Quote[]
  readonly confidence: 'high' | 'medium'
}

function byProbe(worker: Worker): Sign | null {
  const typed = viewFromPrimary(worker, 'typed', 'balancer')
  const dialled = viewFromPrimary(worker, 'dialled', 'stored', 'reported')
  const view =
    dialsTypedName(worker) || worker.dialled === null
      ? (typed ?? dialled)
      : sameAddresses(typed, dialled)
        ? dialled
        : typed
  const seen = view && seenBy(view)
  if (!view || seen?.kind !== 'blocked') return null
  const {host, port} = view.probe.target
  return {target: `${host}:${port}`, what: words(seen.how), quotes: seen.quotes, confidence: 'high'}
}

/** Both ways lead to one machine, so what stands in one stands in the other. */
function sameAddresses(a: ReturnType<typeof viewFromPrimary>, b: ReturnType<typeof viewFromPrimary>): boolean {
  const addresses = (view: typeof a) => view?.probe.tcp.map(t => t.address) ?? []
  return addresses(a).some(address => addresses(b).includes(address))
}

function words(how: string): string {
  if (how.includes('no-answer')) return 'nothing comes back'
  if (how.includes('refused')) return 'it is refused'
  return how.includes('reset') ? 'it is reset' : 'there is no way to it'
}

const blockedKinds: readonly FailedAdd['problem']['kind'][] = ['timeout', 'refused', 'unreachable']

function byAdd(worker: Worker, facts: CronicleFacts): Sign | null {
  const failed = worker.failedAdds.findLast(f => blockedKinds.includes(f.problem.kind))
  if (failed === undefined) return null
  const {kind} = failed.problem
  const port = failed.typed?.port ?? facts.primary.settings.dialPort?.value ?? 3012
  const host = failed.typed?.host ?? worker.label
  const what =
    kind === 'timeout' ? 'nothing comes back' : kind === 'refused' ? 'it is refused' : 'there is no way to it'
  // A refusal where the balancer listens on another port has a better name.
  const ports = listeningPorts(facts)
  if (kind === 'refused' && ports.length > 0 && !ports.includes(port)) return null
  const quotes = [failed.quote, ...(failed.workedBefore ? [failed.workedBefore] : [])]
  return {target: `${host}:${port}`, what, quotes, confidence: 'high'}
}

/** It was up at this address, and now nothing comes back from there. */
function byLink(worker: Worker): Sign | null {
  const {link, dialled} = worker
  if (link.state !== 'failing' || link.connectedBefore === null || dialled === null || isStaleRecord(worker))
    return null
  const timeout = link.error === 'timeout'
  // Through a balancer "xhr poll error" may be its answer for a worker that is down.
  if (!timeout && !(isOwnInterface(worker) && link.error === 'xhr poll error')) return null
  const {host, port} = dialled.value
  return {
    target: `${host}:${port}`,
    what: timeout ? 'nothing comes back any more' : 'it is refused, or somebody else answers there',
    quotes: [link.connectedBefore, ...quoteLink(worker)],
    confidence: 'medium',
  }
}
