import type {WrittenDirective} from '../../case/balancer.ts'
import type {CronicleFacts, Quote, Worker} from '../../facts/cronicle/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCronicleCheck, failEach, skip} from '../define-check.ts'
import {quoteLink} from './rules/ask-on-primary.ts'
import {listenersFor, quoteDirective, routeFor} from './rules/balancer-routes.ts'
import {oneWorker} from './rules/balancer-settings.ts'
import {describeWay} from './rules/describe-way.ts'
import {quote} from './rules/view-of.ts'

export default defineCronicleCheck({
  id: 'load-balancer-cuts-connection',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'cronicle',
  title: 'The connection to a worker is cut again and again within about two seconds',
  message: 'the connection to {worker} is cut again and again, after {lasted}; {way}',
  why: `Once a worker has accepted its primary it sends a status every second, so idle time-outs of 3 s and more never strike. Only a limit near one second cuts the connection: then the worker is disabled and enabled in turn, and its jobs go to limbo and back. A cut every few minutes or at a reload of the balancer is harmless: the connection is back after a second, and running jobs go on.`,
  confirm: [
    'grep -hc "Slave disconnected unexpectedly" /opt/cronicle/logs/Error.log',
    'grep -n "timeout" /etc/haproxy/haproxy.cfg; nginx -T | grep -n "_timeout"',
  ],
  repairs: [],
  folklore: [
    'A probe that connects without being accepted is cut by a 5 s idle time-out; the real connection is not, so that is no fault.',
    'WebSocket settings do not matter for it: without them the connection stays on long-polling and holds.',
  ],
  references: ['haproxy: timeout tunnel', 'nginx: proxy_read_timeout', 'Cronicle lib/engine.js: tick'],
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
    if (facts.workers.length === 0) return skip('no worker is known')
    return failEach(facts.workers.flatMap(worker => judge(worker, facts)))
  },
})

/** Longer than what an idle time-out would leave of the real connection. Milliseconds. */
const nearOneSecond = 2000
const everySecond = 1000

function judge(worker: Worker, facts: CronicleFacts): readonly Failure[] {
  const {link} = worker
  const held = cutWhenHeld(worker)
  const limits = shortTimeouts(worker, facts)
  const settings = limits.map(l => l.quote)
  if (link.state === 'flapping' && !link.errors.includes('xhr post error')) {
    const lasted = link.lasted.length > 0 ? `${median(link.lasted).toFixed(1)} s` : 'a moment'
    return [failure(worker, lasted, [...settings, ...quoteLink(worker), ...held], limits)]
  }
  if (held.length === 0) return []
  return [failure(worker, 'less than two seconds', [...held, ...settings], limits)]
}

function failure(worker: Worker, lasted: string, quotes: readonly Quote[], limits: readonly ShortLimit[]): Failure {
  return {
    subject: worker.label,
    params: {worker: worker.label, lasted, way: describeWay(worker)},
    evidence: quotes,
    advice: [
      ...limits.flatMap(l => l.change ?? []),
      'Raise the time-out of what lies between: haproxy "timeout tunnel 1h", nginx "proxy_read_timeout 3600s; proxy_send_timeout 3600s;", a cloud balancer’s idle time-out to some minutes.',
      'Settings for nginx and haproxy: doctor explain load-balancer-cuts-connection',
    ],
    confidence: 'high',
    key: 'cut',
  }
}

/** A connection that holds says something every second, so only a limit below that would cut it as well. */
function cutWhenHeld({views, link}: Worker): readonly Quote[] {
  const holds = link.state === 'connected' && link.losses === 0
  const limit = holds ? everySecond : nearOneSecond
  return views.flatMap(({probe}) => {
    const {hold} = probe
    if (hold.state !== 'read' || !hold.value.cut || hold.value.milliseconds >= limit) return []
    return [quote(probe, `the ${hold.value.transport} connection was cut after ${hold.value.milliseconds} ms`)]
  })
}

interface ShortLimit {
  readonly quote: Quote
  /** What to write there instead; null where the words of the line were not kept. */
  readonly change: string | null
}

function shortTimeouts(worker: Worker, facts: CronicleFacts): readonly ShortLimit[] {
  return listenersFor(worker, facts).flatMap(met => {
    const route = routeFor(met, '/socket.io/')
    if (route === null) return []
    const {tunnel, read} = route.timeouts
    const limit = tunnel ?? read
    if (limit === null || limit >= nearOneSecond) return []
    const set = route.written?.timeout
    const change = set ? raise(set) : null
    return [{quote: quoteDirective(route, set, `time-out of ${limit} ms`), change}]
  })
}

/** A tunnel of its own lets the time-outs of plain requests stay as they are. */
function raise({place, text}: WrittenDirective): string {
  const [name = '', which = ''] = text.split(' ')
  const better = name === 'timeout' ? 'timeout tunnel 1h' : `${name} 1h;`
  const how = which === 'server' ? 'add' : `instead of "${text}" write`
  return `In ${place.file}, line ${place.line}, ${how}: ${better}`
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
