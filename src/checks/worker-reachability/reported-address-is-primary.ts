import type {CronicleFacts, Quote, Worker} from '../../facts/cronicle/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCronicleCheck, failEach, skip} from '../define-check.ts'
import {isLoopback} from './rules/addresses.ts'
import {quoteIdentity} from './rules/ask-on-primary.ts'
import {describeWay} from './rules/describe-way.ts'
import {seenBy, viewAs} from './rules/view-of.ts'

export default defineCronicleCheck({
  id: 'reported-address-is-primary',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'cronicle',
  title: 'The address a worker reports leads to the primary itself',
  message:
    '{worker} reports {address}, which is {whose}: the primary dials itself, and shuts down with MASTER CONFLICT; {way}',
  why: `A worker is dialled at the address it reported when it was added. When that is the primary's own address, or a loopback address, the primary connects to itself, takes itself for a worker, finds that it already leads, and ends: "MASTER CONFLICT: This server is being forced to demote itself". The record is stored by then, so every start ends the same way a moment later.

It happens where primary and worker are containers on two Docker hosts: both are 172.17.0.2 on their own bridge. It also happens with a hostname that /etc/hosts gives 127.0.1.1.`,
  confirm: [
    'grep "MASTER CONFLICT" /opt/cronicle/logs/Error.log',
    'cd /opt/cronicle && bin/storage-cli.js get global/servers/0   # reads only',
  ],
  repairs: ['server-records', 'worker-identity'],
  folklore: [
    'Starting the primary again does not help: the record is in the storage, and it dials itself at every start.',
    'Removing the worker on the web page needs a primary that lives; with it down the record has to be edited offline.',
  ],
  references: ['Cronicle lib/comm.js: connectToSlave; lib/engine.js: goSlave', 'Cronicle issues 523, 600'],
  needs: [
    'primary.addresses',
    'primary.conflicts',
    'primary.identity',
    'primary.settings',
    'worker.dialled',
    'worker.link',
    'worker.next',
    'worker.record',
    'worker.reported',
    'worker.typed',
    'worker.views',
  ],
  explains: [
    'duplicate-reported-address',
    'load-balancer-cuts-connection',
    'reported-address-unreachable',
    'reported-hostname-resolves-elsewhere',
    'reported-hostname-unresolvable',
    'server-record-stale',
    'several-workers-one-address',
    'socket-path-blocked',
    'worker-port-blocked',
  ],
  run(facts) {
    const {workers, primary} = facts
    if (workers.length === 0 && primary.conflicts.length === 0) return skip('no worker is known')
    const failures = workers.flatMap(worker => judge(worker, facts))
    if (failures.length > 0 || primary.conflicts.length === 0) return failEach(failures)
    return failEach([conflictAlone(facts)])
  },
})

function judge(worker: Worker, facts: CronicleFacts): readonly Failure[] {
  const {primary} = facts
  if (worker.link.state === 'connected' && primary.conflicts.length === 0) return []
  const seen = seenAsPrimary(worker, facts)
  const own = ownAddress(worker, facts)
  if (seen === null && own === null) return []
  const stored = worker.record !== null || worker.live !== null
  return [
    {
      subject: worker.label,
      ...(stored ? {} : {severity: 'warning' as const}),
      ...(stored
        ? {}
        : {
            message:
              '{worker} will report {address}, which is {whose}: adding it makes the primary dial itself and shut down, at every start; {way}',
          }),
      params: {
        worker: worker.label,
        address: own?.address ?? worker.dialled?.value.url ?? 'an address',
        whose: own?.whose ?? 'where the primary itself answers',
        way: describeWay(worker),
      },
      evidence: [...quoteIdentity(worker), ...(own?.quotes ?? []), ...(seen ?? []), ...primary.conflicts],
      repairs: stored ? ['server-records', 'worker-identity'] : ['worker-identity'],
      advice: [
        ...(primary.conflicts.length > 0 && stored
          ? ['Leave the primary stopped until its record is out of the storage: it ends itself at every start.']
          : []),
      ],
      key: own?.address ?? 'seen',
    },
  ]
}

/** An address in force first: by name it is the hostname that counts. */
function ownAddress(
  worker: Worker,
  {primary}: CronicleFacts,
): {readonly address: string; readonly whose: string; readonly quotes: readonly Quote[]} | null {
  const {dialPort, httpPort} = primary.settings
  const candidates = [
    worker.dialled?.value.host ?? worker.reported.ip?.value,
    ...(worker.dialled ? [] : [worker.next.ip?.value]),
  ]
  for (const address of candidates) {
    if (address === undefined) continue
    if (isLoopback(address)) return {address, whose: 'a loopback address', quotes: []}
    // Another program may well have the same address at another port.
    const samePort = dialPort === null || httpPort === null || dialPort.value === httpPort
    if (!samePort || !primary.addresses.includes(address)) continue
    const {ip} = primary.identity
    return {address, whose: "the primary's own", quotes: ip ? [ip.quote] : []}
  }
  return null
}

/** Asked where the primary dials, the primary answers. */
function seenAsPrimary(worker: Worker, {primary}: CronicleFacts): readonly Quote[] | null {
  const view = viewAs(worker, 'dialled', 'stored', 'reported')
  if (view === null || !view.fromPrimary) return null
  const seen = seenBy(view)
  const hostname = primary.identity.hostname?.value
  return seen.kind === 'cronicle' && hostname !== undefined && seen.hostname === hostname ? seen.quotes : null
}

/** The last run ended this way, and no record shows why: the way to a worker leads back, through a balancer or NAT. */
function conflictAlone({primary}: CronicleFacts): Failure {
  const after = primary.conflictAfter ?? 'one of its workers'
  return {
    subject: primary.conflictAfter ?? primary.label,
    message:
      '{primary} shut itself down with MASTER CONFLICT after it connected to {after}: the address of that worker leads back to the primary',
    params: {primary: primary.label, after},
    evidence: primary.conflicts,
    repairs: ['server-records'],
    confidence: 'medium',
    key: 'conflict',
  }
}
