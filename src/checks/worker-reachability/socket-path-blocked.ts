import type {CronicleFacts, Quote, Worker} from '../../facts/cronicle/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCronicleCheck, failEach, skip} from '../define-check.ts'
import {dialsTypedName} from './rules/addresses.ts'
import {quoteLink} from './rules/ask-on-primary.ts'
import {listenersFor, quoteDirective, routeFor} from './rules/balancer-routes.ts'
import {oneWorker} from './rules/balancer-settings.ts'
import {describeWay} from './rules/describe-way.ts'
import {quote, seenBy} from './rules/view-of.ts'

export default defineCronicleCheck({
  id: 'socket-path-blocked',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'cronicle',
  title: 'The balancer passes /api/ but not /socket.io/',
  message: 'at {url} the API of {worker} answers and /socket.io/ does not: {what}; {way}',
  why: `Adding a worker is one call of /api/app/check_add_server; the connection afterwards runs under /socket.io/. A balancer or a firewall that lets only known paths through passes the first and stops the second: the add succeeds, and the row turns grey with "xhr poll error".`,
  confirm: [
    'curl -sS -m 5 \'http://BALANCER:3012/socket.io/?EIO=4&transport=polling\'   # begins with 0{"sid"',
    'curl -sS -m 5 http://BALANCER:3012/api/app/status',
  ],
  repairs: [],
  folklore: ['A green health check on /api/app/status or /api/app/ping says nothing of /socket.io/.'],
  references: ['Engine.IO protocol 4: handshake', 'Cronicle lib/comm.js: startSocketListener'],
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
  explains: ['reported-address-unreachable', 'websocket-upgrade-blocked'],
  run(facts) {
    if (facts.workers.length === 0) return skip('no worker is known')
    return failEach(facts.workers.flatMap(worker => judge(worker, facts)))
  },
})

function judge(worker: Worker, facts: CronicleFacts): readonly Failure[] {
  if (worker.link.state === 'connected') return []
  const set = bySettings(worker, facts)
  const sign = byProbe(worker) ?? set ?? byLink(worker)
  if (sign === null) return []
  const lines = set?.quotes ?? []
  return [
    {
      subject: worker.label,
      params: {worker: worker.label, url: sign.url, what: sign.what, way: describeWay(worker)},
      evidence: [...lines, ...(sign === set ? [] : sign.quotes), ...quoteLink(worker)],
      advice: [
        ...lines.map(({source, value}) => `In ${source}, this keeps it from the worker: ${value}.`),
        'Hand /socket.io/ on to the worker as well, with the Upgrade headers.',
        'Settings for nginx and haproxy: doctor explain socket-path-blocked',
      ],
      confidence: sign.confidence,
      key: sign.url,
    },
  ]
}

interface Sign {
  readonly url: string
  readonly what: string
  readonly quotes: readonly Quote[]
  readonly confidence: 'high' | 'medium'
}

/** The worker answers `status`, and nothing that speaks Engine.IO answers the handshake. */
function byProbe(worker: Worker): Sign | null {
  for (const view of worker.views) {
    const {probe} = view
    if (seenBy(view).kind !== 'cronicle' || probe.handshakes.length === 0) continue
    const refused = probe.handshakes.filter(h => (h.answered ? !h.opened && h.error === null : true))
    if (refused.length < probe.handshakes.length) continue
    const [first] = refused
    const what = first?.answered ? `HTTP ${first.code}` : (first?.error ?? 'no answer')
    const url = `${probe.target.scheme}://${probe.target.host}:${probe.target.port}`
    return {url, what, quotes: [...seenBy(view).quotes, quote(probe, `handshake: ${what}`)], confidence: 'high'}
  }
  return null
}

function bySettings(worker: Worker, facts: CronicleFacts): Sign | null {
  for (const met of listenersFor(worker, facts)) {
    const api = routeFor(met, '/api/app/status')
    const socket = routeFor(met, '/socket.io/')
    if (met.listener.mode === 'tcp' || api?.action.kind !== 'proxy' || socket?.action.kind === 'proxy') continue
    const what =
      socket === null
        ? 'no route hands it on'
        : socket.action.kind === 'answer'
          ? `the balancer answers ${socket.action.code}`
          : 'it is redirected'
    const at = socket ?? api
    const url = worker.dialled?.value.url ?? `http://${met.host}:${met.listener.port}`
    return {url, what, quotes: [quoteDirective(at, at.written?.action, `${at.path}: ${what}`)], confidence: 'medium'}
  }
  return null
}

/** The same name carried the add a moment before, so only the path differs. */
function byLink(worker: Worker): Sign | null {
  const {link, dialled} = worker
  const fits =
    link.state === 'failing' &&
    link.error === 'xhr poll error' &&
    link.addedNow !== null &&
    link.connectedBefore === null
  if (!fits || dialled === null || !dialsTypedName(worker)) return null
  const quotes = link.addedNow ? [link.addedNow] : []
  return {
    url: dialled.value.url,
    what: 'xhr poll error, where the add had just been answered',
    quotes,
    confidence: 'medium',
  }
}
