import type {CronicleFacts, Quote, Worker} from '../../facts/cronicle/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCronicleCheck, failEach, skip} from '../define-check.ts'
import {listenersFor, quoteDirective, routeFor} from './rules/balancer-routes.ts'
import {describeWay} from './rules/describe-way.ts'
import {seenBy} from './rules/view-of.ts'

export default defineCronicleCheck({
  id: 'worker-behind-load-balancer-down',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'cronicle',
  title: 'The balancer answers itself, because it does not reach the worker behind it',
  message: 'for {worker} the balancer answers instead of the worker: {what}; {way}',
  why: `A balancer that finds no worker behind it answers 502, 503 or 504 with a page of its own. Add Server then says "Unexpected token '<'", because it reads the page as JSON; an existing worker turns grey with "xhr poll error". The primary and its way to the balancer are fine.`,
  confirm: [
    'curl -sSi -m 5 http://BALANCER:3012/api/app/status | head -5   # 502, 503 or 504',
    'curl -sS -m 5 http://WORKER:3012/api/app/status   # on the balancer',
  ],
  repairs: [],
  folklore: ['Removing and adding the worker does not help as long as nobody answers behind the balancer.'],
  references: ['Cronicle lib/api/admin.js: api_add_server', 'pixl-request: json'],
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
  explains: ['reported-address-unreachable', 'socket-path-blocked', 'worker-port-blocked'],
  run(facts) {
    if (facts.workers.length === 0) return skip('no worker is known')
    const failures = facts.workers.flatMap(worker => judge(worker, facts))
    if (failures.length > 0) return failEach(failures)
    const open = facts.workers.find(
      w => w.link.state !== 'connected' && w.failedAdds.some(f => f.problem.kind === 'not-json'),
    )
    const refusal = open?.failedAdds.find(f => f.problem.kind === 'not-json')
    if (open === undefined || refusal === undefined) return failEach([])
    return {
      status: 'unknown',
      subject: open.label,
      reason: `somebody else than a worker answered the primary at ${refusal.typed?.host ?? open.label}: a redirect to https and the error page of a balancer look the same; ${describeWay(open)}`,
      evidence: [refusal.quote],
      advice: [
        `Run on the host of the primary: curl -sSi -m 5 http://${refusal.typed?.host ?? 'NAME'}:${refusal.typed?.port ?? facts.primary.settings.dialPort?.value ?? 3012}/api/app/status`,
      ],
    }
  },
})

function judge(worker: Worker, facts: CronicleFacts): readonly Failure[] {
  if (worker.link.state === 'connected') return []
  const sign = byProbe(worker) ?? byAdd(worker, facts)
  if (sign === null) return []
  const backends = handedOnTo(worker, facts)
  return [
    {
      subject: worker.label,
      params: {worker: worker.label, what: sign.what, way: describeWay(worker)},
      evidence: [...backends.map(b => b.quote), ...sign.quotes],
      advice: [
        ...backends.map(
          ({address}) =>
            `On the balancer, see whether the worker answers: curl -sS -m 5 http://${address}/api/app/status`,
        ),
        'Start the worker, or correct the address and port that the balancer hands on to; then add the worker again if it is not there yet.',
      ],
      confidence: sign.confidence,
      key: 'down',
    },
  ]
}

/** Where the given settings hand the primary's requests on to. */
function handedOnTo(worker: Worker, facts: CronicleFacts): readonly {address: string; quote: Quote}[] {
  return listenersFor(worker, facts).flatMap(met => {
    const route = routeFor(met, '/api/app/status')
    if (route?.action.kind !== 'proxy') return []
    return route.action.backends.map(address => ({
      address,
      quote: quoteDirective(route, route.written?.action, `to ${address}`),
    }))
  })
}

interface Sign {
  readonly what: string
  readonly quotes: readonly Quote[]
  readonly confidence: 'high' | 'medium'
}

const downCodes = [502, 503, 504]

function byProbe(worker: Worker): Sign | null {
  for (const view of worker.views) {
    const seen = seenBy(view)
    if (seen.kind === 'foreign' && downCodes.includes(seen.attempt.code)) {
      return {what: `HTTP ${seen.attempt.code}`, quotes: seen.quotes, confidence: 'high'}
    }
  }
  return null
}

/**
 * A page instead of JSON may be a redirect as well. That is ruled out where the same name and port answered as a worker
 * before, or where the balancer's settings hand everything on in plain HTTP.
 */
function byAdd(worker: Worker, facts: CronicleFacts): Sign | null {
  for (const {problem, quote, workedBefore} of worker.failedAdds) {
    if (problem.kind === 'http-status' && downCodes.includes(problem.code)) {
      return {what: `HTTP ${problem.code}`, quotes: [quote], confidence: 'high'}
    }
    if (problem.kind !== 'not-json') continue
    const met = listenersFor(worker, facts)
    const plain =
      met.length > 0 &&
      met.every(m => !m.listener.tls && routeFor(m, '/api/app/check_add_server')?.action.kind === 'proxy')
    if (plain) {
      const proof = met.map(m => ({source: m.file, value: `port ${m.listener.port} hands everything on in plain HTTP`}))
      return {what: 'a page of its own, although it hands everything on', quotes: [quote, ...proof], confidence: 'high'}
    }
    if (workedBefore !== null && met.length === 0) {
      const what = 'a page of its own, where the worker answered before'
      return {what, quotes: [quote, workedBefore], confidence: 'medium'}
    }
  }
  return null
}
