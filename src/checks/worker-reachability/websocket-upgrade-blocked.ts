import type {CronicleFacts, Quote, Worker} from '../../facts/cronicle/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCronicleCheck, failEach, skip} from '../define-check.ts'
import {listenersFor, quoteRoute, routeFor} from './rules/balancer-routes.ts'
import {oneWorker} from './rules/balancer-settings.ts'
import {describeWay} from './rules/describe-way.ts'
import {quote} from './rules/view-of.ts'

export default defineCronicleCheck({
  id: 'websocket-upgrade-blocked',
  severity: 'warning',
  since: '0.1.0',
  scheduler: 'cronicle',
  title: 'The balancer does not pass WebSocket, so live logs fail',
  message:
    'the way to {worker} does not pass WebSocket: jobs run, and live logs of them fail with "websocket error"; {way}',
  why: `Between primary and worker a connection begins with long-polling and stays with it where an upgrade fails, so jobs run without WebSocket. The live log of the web page opens a WebSocket from the browser to the worker and nothing else, and fails.`,
  confirm: [
    "curl -sSi -m 5 -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==' 'http://BALANCER:3012/socket.io/?EIO=4&transport=websocket' | head -1   # 101",
  ],
  repairs: [],
  folklore: [
    'It is no reason for a grey worker.',
    'web_direct_connect and base_app_url do not change which address a live log uses; custom_live_log_socket_url does.',
  ],
  references: ['nginx: WebSocket proxying', 'Cronicle documentation: socket_io_transports, custom_live_log_socket_url'],
  snippets: oneWorker,
  needs: [
    'cluster.balancers',
    'primary.settings',
    'worker.dialled',
    'worker.record',
    'worker.reported',
    'worker.typed',
    'worker.views',
  ],
  explains: [],
  run(facts) {
    if (facts.workers.length === 0) return skip('no worker is known')
    const failures = facts.workers.flatMap(worker => judge(worker, facts))
    if (failures.length > 0) return failEach(failures)
    return facts.workers.every(w => w.views.some(v => v.probe.upgrade.state === 'read') || hasSettings(w, facts))
      ? failEach([])
      : notTried
  },
})

const notTried = skip(
  'whether WebSocket passes was not tried, and no settings of a balancer were given; it matters for live logs only',
)

function hasSettings(worker: Worker, facts: CronicleFacts): boolean {
  return listenersFor(worker, facts).length > 0
}

const upgradeHeaders =
  'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";'

function judge(worker: Worker, facts: CronicleFacts): readonly Failure[] {
  const probed = byProbe(worker)
  const set = bySettings(worker, facts)
  const quotes = probed ?? set
  if (quotes.length === 0) return []
  return [
    {
      subject: worker.label,
      params: {worker: worker.label, way: describeWay(worker)},
      evidence: probed ? [...set, ...probed] : set,
      advice: [
        ...(set.length > 0
          ? set.map(({source}) => `Add to the location in ${source}: ${upgradeHeaders}`)
          : [`nginx: ${upgradeHeaders}`]),
        'Settings for nginx and haproxy: doctor explain websocket-upgrade-blocked',
        'Or let live logs use polling: "socket_io_transports": ["polling", "websocket"] in the configuration of the primary.',
      ],
      confidence: probed ? 'high' : 'medium',
      key: 'upgrade',
    },
  ]
}

/** null when no upgrade was tried. */
function byProbe({views}: Worker): readonly Quote[] | null {
  const tried = views.flatMap(({probe}) =>
    probe.upgrade.state === 'read' ? [{probe, upgrade: probe.upgrade.value}] : [],
  )
  if (tried.length === 0) return null
  return tried.flatMap(({probe, upgrade}) =>
    upgrade.code === 101
      ? []
      : [quote(probe, `upgrade: ${upgrade.code === null ? (upgrade.error ?? 'no answer') : `HTTP ${upgrade.code}`}`)],
  )
}

function bySettings(worker: Worker, facts: CronicleFacts): readonly Quote[] {
  return listenersFor(worker, facts).flatMap(met => {
    const route = routeFor(met, '/socket.io/')
    return route?.action.kind === 'proxy' && route.upgradeHeaders === false
      ? [quoteRoute(route, `location ${route.path} hands no Upgrade and Connection headers on`)]
      : []
  })
}
