import type {CronicleFacts, Quote, Worker} from '../../facts/cronicle/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCronicleCheck, failEach, skip} from '../define-check.ts'
import {quoteLink} from './rules/ask-on-primary.ts'
import {listenersFor, quoteDirective, routeFor} from './rules/balancer-routes.ts'
import {severalWorkers} from './rules/balancer-settings.ts'
import {describeWay} from './rules/describe-way.ts'
import {logsPostErrors, lostSessions} from './rules/shared-name.ts'

export default defineCronicleCheck({
  id: 'several-workers-one-address',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'cronicle',
  title: 'One address leads to several workers',
  message:
    '{url} leads to several workers: each answer comes from another one, so the connection of {worker} breaks again and again ({what}); {way}',
  why: `The connection of a primary to a worker begins with several HTTP requests that belong to one session, and only the worker that opened it knows the session. Behind one name with round robin the next request meets another worker, which answers 400 "Session ID unknown": in the log "xhr post error" and "Slave disconnected unexpectedly", over and over.

With sticky sessions the connection holds, and the other workers behind the name are never used: to Cronicle the name is one worker.`,
  confirm: [
    'for i in 1 2 3 4 5 6; do curl -s http://BALANCER:3012/api/app/status | grep -o \'"hostname":[^,]*\\|"pid":[0-9]*\'; done',
    'grep -h "xhr post error" /opt/cronicle/logs/Error.log | tail -3',
  ],
  repairs: ['worker-identity'],
  folklore: [
    'Sticky sessions stop the flapping, and leave all workers but one idle.',
    'Longer time-outs change nothing.',
    'Cronicle itself shares the work: it needs to see every worker under an address of its own.',
  ],
  references: [
    'Engine.IO protocol 4: session id',
    'socket.io documentation: using multiple nodes',
    'Cronicle lib/comm.js: connectToSlave',
  ],
  snippets: severalWorkers,
  needs: [
    'cluster.balancers',
    'primary.settings',
    'worker.dialled',
    'worker.link',
    'worker.record',
    'worker.reported',
    'worker.server',
    'worker.several',
    'worker.sharesAddressWith',
    'worker.typed',
    'worker.views',
  ],
  explains: [
    'duplicate-reported-address',
    'load-balancer-cuts-connection',
    'reported-address-unreachable',
    'server-record-stale',
    'socket-path-blocked',
    'worker-port-blocked',
  ],
  run(facts) {
    if (facts.workers.length === 0) return skip('no worker is known')
    const told = new Set<string>()
    return failEach(
      facts.workers.flatMap(worker => {
        const failure = judge(worker, facts)
        const address = worker.dialled?.value.url ?? worker.typed[0]?.value.host ?? worker.label
        if (failure === null || told.has(address) || isSharedWith(worker, facts, told)) return []
        told.add(address)
        for (const label of worker.sharesAddressWith) told.add(label)
        return [failure]
      }),
    )
  },
})

function isSharedWith(worker: Worker, {workers}: CronicleFacts, told: ReadonlySet<string>): boolean {
  return told.has(worker.label) && workers.some(w => w.sharesAddressWith.includes(worker.label))
}

interface Sign {
  readonly what: string
  readonly quotes: readonly Quote[]
}

function judge(worker: Worker, facts: CronicleFacts): Failure | null {
  const {link} = worker
  const seen = [...severalAnswers(worker), ...lostSession(worker), ...postErrors(worker)]
  const configured = [...severalBackends(worker, facts), ...sharedFolders(worker, facts)]
  const connected = link.state === 'connected'
  const broken = link.state === 'flapping' || (link.state === 'failing' && seen.length > 0)
  const signs = [...seen, ...configured]
  if (signs.length === 0) return null
  // Settings alone say that it may happen; answers that change say that it does.
  const severity = broken || (!connected && seen.length > 0) ? 'error' : 'warning'
  if (severity === 'warning' && !connected) return null
  return {
    subject: worker.label,
    severity,
    ...(severity === 'warning'
      ? {
          message:
            '{url} leads to several workers, and the connection of {worker} stays with one of them: the others are never used ({what}); {way}',
        }
      : {}),
    params: {
      worker: worker.label,
      url: worker.dialled?.value.url ?? worker.typed[0]?.value.host ?? 'one address',
      what: signs.map(s => s.what).join(', '),
      way: describeWay(worker),
    },
    evidence: [...signs.flatMap(s => s.quotes.slice(0, 4)), ...quoteLink(worker)],
    repairs: ['worker-identity'],
    advice: [
      'Give each worker a name of its own at the balancer (host routing) or a port of its own, set that name as hostname and ip on the worker, and add each one by its name.',
      'Settings for nginx and haproxy: doctor explain several-workers-one-address',
    ],
    confidence: seen.length > 0 ? 'high' : 'medium',
    key: worker.dialled?.value.host ?? '',
  }
}

function severalAnswers({several}: Worker): readonly Sign[] {
  return several
    ? [{what: `${several.processes.length} processes answer: ${several.processes.join('; ')}`, quotes: several.quotes}]
    : []
}

function lostSession(worker: Worker): readonly Sign[] {
  const quotes = lostSessions(worker)
  return quotes.length > 0 ? [{what: 'a session is not known to whoever gets the next request', quotes}] : []
}

function postErrors(worker: Worker): readonly Sign[] {
  return logsPostErrors(worker) ? [{what: 'the primary logs "xhr post error"', quotes: []}] : []
}

function severalBackends(worker: Worker, facts: CronicleFacts): readonly Sign[] {
  return listenersFor(worker, facts).flatMap(met => {
    const route = routeFor(met, '/socket.io/')
    if (route?.action.kind !== 'proxy' || route.action.backends.length < 2) return []
    const {backends} = route.action
    return [
      {
        what: `the balancer hands on to ${backends.length} servers`,
        quotes: [quoteDirective(route, route.written?.action, `to ${backends.join(', ')}`)],
      },
    ]
  })
}

/** Folders of several workers that go by one hostname and one address. */
function sharedFolders(worker: Worker, {workers}: CronicleFacts): readonly Sign[] {
  const others = workers.filter(
    w => w !== worker && w.record !== null && w.record === worker.record && w.server !== null,
  )
  if (others.length === 0 || worker.server === null) return []
  const labels = [worker, ...others].map(w => w.server?.label ?? w.label)
  return [
    {
      what: `${labels.join(' and ')} go by one hostname and address`,
      quotes: [worker, ...others].flatMap(w => w.reported.ip?.quote ?? []),
    },
  ]
}
