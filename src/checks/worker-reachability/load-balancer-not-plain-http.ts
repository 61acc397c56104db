import type {HttpAttempt} from '../../case/cronicle-probes.ts'
import type {CronicleFacts, Quote, Worker} from '../../facts/cronicle/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCronicleCheck, failEach, skip} from '../define-check.ts'
import {listenersFor, quoteDirective, routeFor} from './rules/balancer-routes.ts'
import {oneWorker} from './rules/balancer-settings.ts'
import {describeWay} from './rules/describe-way.ts'
import {seenBy} from './rules/view-of.ts'

export default defineCronicleCheck({
  id: 'load-balancer-not-plain-http',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'cronicle',
  title: 'The balancer redirects to https or wants TLS, and the primary speaks plain HTTP',
  message: 'for {worker} the primary speaks plain HTTP, and the balancer {what}; {way}',
  why: `The connection to a worker is always plain http, whatever https settings the primary has; only the one call of Add Server may use https. A listener that redirects to https, or that speaks TLS, cannot carry it. The error on the web page is that of a JSON reader: "Unexpected token '<'".`,
  confirm: ['curl -sSi -m 5 http://BALANCER:3012/api/app/status | head -5   # 200 and JSON, or 301 and HTML'],
  repairs: [],
  folklore: [
    'https_force on primary and workers does not help: the socket is dialled with http all the same.',
    'remote_server_port 443 does not help: it is plain HTTP to a TLS port.',
  ],
  references: ['Cronicle lib/comm.js: connectToSlave ("http://")', 'Cronicle lib/api.js: getWorkerServerBaseAPIURL'],
  snippets: oneWorker,
  needs: [
    'cluster.balancers',
    'primary.settings',
    'worker.dialled',
    'worker.failedAdds',
    'worker.link',
    'worker.record',
    'worker.reported',
    'worker.typed',
    'worker.views',
  ],
  explains: [
    'reported-address-unreachable',
    'socket-path-blocked',
    'worker-behind-load-balancer-down',
    'worker-port-blocked',
  ],
  run(facts) {
    if (facts.workers.length === 0) return skip('no worker is known')
    return failEach(facts.workers.flatMap(worker => judge(worker, facts)))
  },
})

function judge(worker: Worker, facts: CronicleFacts): readonly Failure[] {
  if (worker.link.state === 'connected') return []
  const set = bySettings(worker, facts)
  const sign = byProbe(worker) ?? byAdd(worker) ?? set
  if (sign === null) return []
  const lines = set?.quotes ?? []
  return [
    {
      subject: worker.label,
      params: {worker: worker.label, what: sign.what, way: describeWay(worker)},
      evidence: sign === set ? lines : [...lines, ...sign.quotes],
      advice: [
        ...lines.map(({source, value}) => `In ${source}, this answers the primary: ${value}.`),
        'Give the primary a listener without TLS and without a redirect, at the port it dials, reachable from its network only.',
        'Settings for nginx and haproxy: doctor explain load-balancer-not-plain-http',
      ],
      confidence: sign.confidence,
      key: sign.what,
    },
  ]
}

interface Sign {
  readonly what: string
  readonly quotes: readonly Quote[]
  readonly confidence: 'high' | 'medium'
}

function byProbe(worker: Worker): Sign | null {
  for (const view of worker.views) {
    const seen = seenBy(view)
    const what = seen.kind === 'foreign' ? wants(seen.attempt) : null
    if (what !== null) return {what, quotes: seen.quotes, confidence: 'high'}
  }
  return null
}

function wants(attempt: Extract<HttpAttempt, {answered: true}>): string | null {
  const {code, location, excerpt} = attempt
  if (code >= 300 && code < 400) return `redirects to ${location ?? 'another address'} (HTTP ${code})`
  // nginx answers so on a TLS listener (ngx_http_request.c, NGX_HTTP_TO_HTTPS); its page says it too.
  if (code === 497 || (code === 400 && /plain HTTP request was sent to HTTPS port/i.test(excerpt ?? '')))
    return 'wants TLS'
  return null
}

function byAdd(worker: Worker): Sign | null {
  for (const {problem, quote} of worker.failedAdds) {
    if (problem.kind === 'http-status' && problem.code >= 300 && problem.code < 400) {
      return {what: `redirects (HTTP ${problem.code})`, quotes: [quote], confidence: 'high'}
    }
  }
  return null
}

function bySettings(worker: Worker, facts: CronicleFacts): Sign | null {
  for (const met of listenersFor(worker, facts)) {
    const {listener} = met
    const place = {source: `${met.file}, line ${listener.place.line}`, value: `listen ${listener.port} ssl`}
    if (listener.tls) return {what: `wants TLS on port ${listener.port}`, quotes: [place], confidence: 'medium'}
    const route = routeFor(met, '/api/app/check_add_server')
    if (route?.action.kind === 'redirect' && /^https|^\$scheme/.test(route.action.to)) {
      const {to, code} = route.action
      return {
        what: `redirects to ${to}`,
        quotes: [quoteDirective(route, route.written?.action, `HTTP ${code}`)],
        confidence: 'medium',
      }
    }
  }
  return null
}
