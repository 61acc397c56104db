import type {CronicleFacts, Worker} from '../../facts/cronicle/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCronicleCheck, failEach, skip} from '../define-check.ts'
import {quoteLink} from './rules/ask-on-primary.ts'
import {dialledPort, listenedPorts, quoteListeners} from './rules/balancer-port.ts'
import {oneWorker} from './rules/balancer-settings.ts'
import {describeWay} from './rules/describe-way.ts'

export default defineCronicleCheck({
  id: 'load-balancer-port-mismatch',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'cronicle',
  title: 'The balancer listens on another port than the primary dials',
  message: 'the primary dials port {port} for {worker}, and the balancer listens on {ports}; {way}',
  why: `The primary dials every worker at one port: remote_server_port, or else its own WebServer http_port. A name typed with a port is not understood. A balancer that listens on 80, 443 or 8080 is not met, although a browser finds it.`,
  confirm: [
    'grep -n "remote_server_port\\|http_port" /opt/cronicle/conf/config.json   # on the primary',
    'curl -sS -m 5 http://BALANCER:PORT/api/app/status',
  ],
  repairs: ['remote-server-port'],
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
  const port = dialledPort(worker, facts)
  if (port === null || worker.link.state === 'connected') return []
  const sign = listenedPorts(worker, facts, port)
  if (sign === null) return []
  const [, ...more] = sign.ports
  const listens = quoteListeners(facts)
  const sources = listens.map(l => l.source)
  const where = sources.length > 0 ? ` (${sources.join('; ')})` : ''
  return [
    {
      subject: worker.label,
      params: {worker: worker.label, port, ports: sign.ports.join(', '), way: describeWay(worker)},
      evidence: [...listens, ...sign.quotes.filter(q => !sources.includes(q.source)), ...quoteLink(worker)],
      repairs: more.length === 0 ? ['remote-server-port'] : [],
      advice: [
        more.length === 0
          ? `Or let the balancer listen on ${port}${where}, and leave the primary as it is.`
          : `Let the balancer listen on ${port} too${where}, or set remote_server_port of the primary to the right one of its ports.`,
        'Settings for nginx and haproxy: doctor explain load-balancer-port-mismatch',
      ],
      confidence: sign.confidence,
      key: String(port),
    },
  ]
}
