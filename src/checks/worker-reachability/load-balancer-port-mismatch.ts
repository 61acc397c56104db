import type {CronicleFacts, Quote, Worker} from '../../facts/cronicle/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCronicleCheck, failEach, skip} from '../define-check.ts'
import {quoteLink} from './rules/ask-on-primary.ts'
import {listeningPorts} from './rules/balancer-routes.ts'
import {oneWorker} from './rules/balancer-settings.ts'
import {describeWay} from './rules/describe-way.ts'
import {seenBy} from './rules/view-of.ts'

export default defineCronicleCheck({
  id: 'load-balancer-port-mismatch',
  severity: 'error',
  since: '0.2.0',
  scheduler: 'cronicle',
  title: 'The balancer listens on another port than the primary dials',
  message: 'the primary dials port {port} for {worker}, and the balancer listens on {ports}; {way}',
  why: `The primary dials every worker at one port: remote_server_port, or else its own WebServer http_port. A name typed with a port is not understood. A balancer that listens on 80, 443 or 8080 is not met, although a browser finds it.`,
  confirm: [
    'grep -n "remote_server_port\\|http_port" /opt/cronicle/conf/config.json   # on the primary',
    'curl -sS -m 5 http://BALANCER:PORT/api/app/status',
  ],
  repairs: [],
  folklore: [
    'http_port of the worker does not matter behind a balancer.',
    'remote_server_port is one for all workers.',
  ],
  references: ['Cronicle lib/comm.js: connectToSlave; lib/api.js: getWorkerServerBaseAPIURL'],
  snippets: oneWorker,
  needs: [
    'cluster.balancers',
    'primary.settings',
    'worker.dialled',
    'worker.link',
    'worker.record',
    'worker.reported',
    'worker.typed',
    'worker.views',
  ],
  explains: ['reported-address-unreachable', 'worker-port-blocked'],
  run(facts) {
    const {workers, primary} = facts
    if (workers.length === 0) return skip('no worker is known')
    if (primary.settings.dialPort === null && workers.every(w => w.typed.every(t => t.value.port === null))) {
      return skip('the port that the primary dials is not known')
    }
    return failEach(workers.flatMap(worker => judge(worker, facts)))
  },
})

function judge(worker: Worker, facts: CronicleFacts): readonly Failure[] {
  const port =
    worker.dialled?.value.port ??
    worker.typed.find(t => t.value.port)?.value.port ??
    facts.primary.settings.dialPort?.value
  if (port === undefined || port === null || worker.link.state === 'connected') return []
  const sign = byProbe(worker, port) ?? bySettings(worker, facts, port)
  if (sign === null) return []
  const [only, ...more] = sign.ports
  return [
    {
      subject: worker.label,
      params: {worker: worker.label, port, ports: sign.ports.join(', '), way: describeWay(worker)},
      evidence: [...sign.quotes, ...quoteLink(worker)],
      advice: [
        more.length === 0
          ? `Set "remote_server_port": ${only} in the primary's conf/config.json and restart it (it counts for all workers), or let the balancer listen on ${port}.`
          : `Let the balancer listen on ${port} too, or set remote_server_port of the primary to the right one of its ports.`,
      ],
      confidence: sign.confidence,
      key: String(port),
    },
  ]
}

interface Sign {
  readonly ports: readonly number[]
  readonly quotes: readonly Quote[]
  readonly confidence: 'high' | 'medium'
}

/** The same host refuses the one port and answers as a worker at another. */
function byProbe(worker: Worker, port: number): Sign | null {
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
function bySettings(worker: Worker, facts: CronicleFacts, port: number): Sign | null {
  const ports = listeningPorts(facts)
  if (ports.length === 0 || ports.includes(port)) return null
  const refusal = worker.failedAdds.find(f => f.problem.kind === 'refused' || f.problem.kind === 'timeout')
  const listens = facts.cluster.balancers.flatMap(b =>
    b.listeners.map(l => ({
      source: `${b.file}, line ${l.place.line}`,
      value: `listens on ${l.address ?? '*'}:${l.port}`,
    })),
  )
  const set = facts.primary.settings.dialPort
  return {
    ports,
    quotes: [...(set ? [set.quote] : []), ...listens, ...(refusal ? [refusal.quote] : [])],
    confidence: refusal ? 'high' : 'medium',
  }
}
