import type {CronicleFacts, Quote, Worker} from '../../facts/cronicle/types.ts'
import type {Failure, Outcome} from '../define-check.ts'
import {defineCronicleCheck, failEach, skip} from '../define-check.ts'
import {dialsTypedName, isOwnInterface, isPrivate} from './rules/addresses.ts'
import {askOnPrimary, quoteIdentity, quoteLink} from './rules/ask-on-primary.ts'
import {oneWorker} from './rules/balancer-settings.ts'
import {describeWay} from './rules/describe-way.ts'
import {isStaleRecord} from './rules/stale-record.ts'
import {seenBy, viewAs, viewFromPrimary} from './rules/view-of.ts'

export default defineCronicleCheck({
  id: 'reported-address-unreachable',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'cronicle',
  title: 'The primary dials the address that the worker reported, and does not reach the worker there',
  message: 'the primary does not reach {worker}: it dials {url}, as the worker reported it, and {what}; {way}',
  why: `The name typed into Add Server is used once, for one HTTP call. The worker answers that call with its own hostname and ip, and these are what the primary stores and dials from then on; the typed name is thrown away. A worker behind a load balancer, in another VPC or in a container reports the address of its own interface, to which the primary has no way. That is why it "connects briefly": the row is there for up to 5 s without any connection, then it turns grey.

By default the primary dials the ip. Only with server_comm_use_hostnames does it dial the hostname. It always uses http, and the port remote_server_port or else its own http_port.`,
  confirm: [
    'grep -h "Slave connection failed" /opt/cronicle/logs/Error.log | tail -3',
    'curl -s http://BALANCER:3012/api/app/status   # hostname and ip are what is stored',
    'curl -sS -m 5 http://REPORTED-IP:3012/api/app/status   # on the host of the primary',
  ],
  repairs: ['worker-identity'],
  folklore: [
    'base_app_url does not matter: it is used for links in mails and web hooks.',
    'Time-outs and WebSocket settings of the balancer do not matter: no connection goes through it as long as the reported address is dialled.',
    'Opening port 3012 from worker to primary does not help: a worker never connects to its primary.',
    'hostname alone does not help, unless the primary has server_comm_use_hostnames: it dials the ip.',
    'Correcting the worker is not enough: the record stays as it is until the worker is removed and added again.',
  ],
  references: [
    'Cronicle lib/api/admin.js: api_add_server; lib/comm.js: connectToSlave',
    'pixl-config: getHostname, getIPAddress',
    'Cronicle issues 732, 29, 465, 51, 128',
  ],
  snippets: oneWorker,
  needs: [
    'cluster.balancers',
    'worker.dialled',
    'worker.failedAdds',
    'worker.link',
    'worker.live',
    'worker.next',
    'worker.record',
    'worker.reported',
    'worker.typed',
    'worker.unanswered',
    'worker.views',
  ],
  explains: [],
  run(facts) {
    const {workers} = facts
    if (workers.length === 0) return skip('no worker is stored, typed or named')
    const judged = workers.filter(w => !isSettled(w)).map(worker => ({worker, verdict: judge(worker, facts)}))
    const failures = judged.flatMap(j => (j.verdict !== null && 'params' in j.verdict ? [j.verdict] : []))
    if (failures.length > 0) return failEach(failures)
    const open = judged.find(j => j.verdict !== null)
    return open?.verdict && 'status' in open.verdict ? open.verdict : failEach([])
  },
})

/** Connected, or known to fail for something that another check says. */
function isSettled({link, record, live, failedAdds}: Worker): boolean {
  if (['connected', 'flapping', 'rejected', 'absent'].includes(link.state)) return true
  return record === null && live === null && failedAdds.length > 0
}

function judge(worker: Worker, facts: CronicleFacts): Failure | Outcome | null {
  const probed = byProbe(worker)
  if (probed !== null) return probed
  const logged = byLink(worker, facts)
  if (logged !== null) return logged
  return worker.dialled === null ? notDialled(worker) : undecided(worker)
}

/** Asked from where the primary asks. */
function byProbe(worker: Worker): Failure | Outcome | null {
  const view = viewFromPrimary(worker, 'dialled', 'stored', 'reported')
  if (view === null) return null
  const seen = seenBy(view)
  switch (seen.kind) {
    case 'cronicle': {
      const expected = [worker.reported.hostname?.value, worker.record?.value.hostname]
      if (expected.includes(seen.hostname)) return {status: 'pass'}
      return failure(worker, `${seen.hostname} answers there, another server`, seen.quotes)
    }
    case 'foreign':
      return failure(worker, `somebody else answers there (HTTP ${seen.attempt.code})`, seen.quotes)
    case 'blocked':
      // The same address carried the add, so the way is right and something stands in it: worker-port-blocked.
      return dialsTypedName(worker) ? null : failure(worker, `nobody answers there (${seen.how})`, seen.quotes)
    case 'name-unknown':
      return worker.dialled?.value.by === 'hostname' ? null : failure(worker, 'that name is unknown there', seen.quotes)
    case 'silent':
      return failure(worker, `no HTTP answer comes from there (${seen.how})`, seen.quotes)
    case 'open':
      return null
  }
}

/** What the primary's own tries tell, as far as they tell this fault from others. */
function byLink(worker: Worker, facts: CronicleFacts): Failure | null {
  const {link, dialled} = worker
  if (link.state !== 'failing' || dialled === null || link.connectedBefore !== null || dialsTypedName(worker))
    return null
  if (link.error === 'timeout') {
    return failure(worker, 'nothing comes back (timeout)', quoteLink(worker), link.addedNow ? 'high' : 'medium')
  }
  if (dialled.value.by !== 'ip') return null
  if (isOwnInterface(worker) && worker.typed.length > 0) {
    return failure(
      worker,
      `the connection fails there (${link.error ?? 'no reason given'})`,
      quoteLink(worker),
      'medium',
    )
  }
  const elsewhere = notTheBalancer(worker, facts)
  if (elsewhere === null) return null
  const what = `the connection fails there (${link.error ?? 'no reason given'}); the balancer that led to the worker listens on other addresses`
  return failure(worker, what, [...quoteLink(worker), ...elsewhere], 'medium')
}

/** Listeners of the given balancers that have addresses of their own, none of them the dialled one. */
function notTheBalancer(worker: Worker, {cluster}: CronicleFacts): readonly Quote[] | null {
  const listeners = cluster.balancers.flatMap(b => b.listeners)
  const host = worker.dialled?.value.host
  if (listeners.length === 0 || listeners.some(l => l.address === null || l.address === host)) return null
  return listeners.map(l => ({
    source: `${l.place.file}, line ${l.place.line}`,
    value: `listens on ${l.address}:${l.port}`,
  }))
}

function failure(
  worker: Worker,
  what: string,
  quotes: readonly Quote[],
  confidence: 'high' | 'medium' = 'high',
): Failure {
  const host = worker.dialled?.value.host ?? ''
  return {
    subject: worker.label,
    params: {worker: worker.label, url: worker.dialled?.value.url ?? 'its address', what, way: describeWay(worker)},
    evidence: [...quoteIdentity(worker), ...quotes],
    repairs: ['worker-identity'],
    advice: [...(isPrivate(host) ? [`${host} means something inside of the worker's network only.`] : [])],
    confidence,
    key: worker.dialled?.value.url ?? '',
  }
}

/** The primary fails, or nobody knows, and what is at hand fits more than one fault. */
function undecided(worker: Worker): Outcome {
  const {link, dialled} = worker
  const url = dialled?.value.url ?? 'its address'
  const way = describeWay(worker)
  const elsewhere = viewAs(worker, 'dialled', 'stored', 'reported')
  const reason =
    link.state === 'failing'
      ? `the primary does not reach ${worker.label} at ${url} (${link.error ?? 'no reason is given'}), and nothing here tells why: a wrong address, a name that leads elsewhere and a blocked path look the same in its log; ${way}`
      : `nothing here says whether the primary reaches ${worker.label} at ${url}; ${way}`
  return {
    status: 'unknown',
    subject: worker.label,
    reason,
    evidence: [...quoteIdentity(worker), ...quoteLink(worker), ...(elsewhere ? seenBy(elsewhere).quotes : [])],
    advice: askOnPrimary(worker),
    // What the worker now reports is another address: that says why.
    blocking: !isStaleRecord(worker),
  }
}

/** A worker that was never added: only what it will report is known. */
function notDialled(worker: Worker): Outcome {
  const {unanswered} = worker
  if (unanswered !== null) {
    return {
      status: 'unknown',
      subject: worker.label,
      reason: `the primary tried to add ${unanswered.value.host}, and nothing here says what became of it; ${describeWay(worker)}`,
      evidence: [unanswered.quote],
      advice: ['Add it again, keep what the page or the API says, and give it: --api api-add_server.json'],
    }
  }
  return {
    status: 'unknown',
    subject: worker.label,
    reason: `${worker.label} is in no record that was read, so nothing says what the primary dials; ${describeWay(worker)}`,
    evidence: quoteIdentity(worker),
    advice: askOnPrimary(worker),
  }
}
