import type {Worker} from '../../facts/cronicle/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCronicleCheck, failEach, skip} from '../define-check.ts'
import {isAddress} from './rules/addresses.ts'
import {askOnPrimary, quoteIdentity, quoteLink} from './rules/ask-on-primary.ts'
import {describeWay} from './rules/describe-way.ts'
import {seenBy, unresolved, viewAs, viewFromPrimary} from './rules/view-of.ts'

export default defineCronicleCheck({
  id: 'reported-hostname-unresolvable',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'cronicle',
  title: 'The primary dials workers by hostname, and cannot resolve the one this worker reported',
  message: 'the primary dials {worker} by its reported hostname {host}, and that name leads nowhere there; {way}',
  why: `With server_comm_use_hostnames the primary dials the hostname that the worker reported, not the name that was typed into Add Server. A worker that is given no hostname of its own reports the name of its system, such as ip-172-31-50-31 or a container ID: known in its own network, unknown elsewhere. The log says "xhr poll error", as it does for a name that leads to another machine.`,
  confirm: [
    'grep server_comm_use_hostnames /opt/cronicle/conf/config.json',
    'getent hosts REPORTED-HOSTNAME   # on the host of the primary',
  ],
  repairs: ['worker-identity'],
  folklore: [
    'That the typed name resolves says nothing: it is dialled once, for the add.',
    'ip on the worker is not looked at with server_comm_use_hostnames.',
  ],
  references: ['Cronicle lib/comm.js: connectToSlave', 'Cronicle documentation: server_comm_use_hostnames'],
  needs: ['worker.dialled', 'worker.link', 'worker.record', 'worker.reported', 'worker.typed', 'worker.views'],
  explains: ['reported-address-unreachable'],
  run({workers}) {
    const byName = workers.filter(w => w.dialled?.value.by === 'hostname' && !isAddress(w.dialled.value.host))
    if (byName.length === 0) return skip('no worker is dialled by its hostname')
    const failures = byName.flatMap(judge)
    if (failures.length > 0) return failEach(failures)
    const open = byName.find(
      w => w.link.state === 'failing' && viewFromPrimary(w, 'dialled', 'stored', 'reported') === null,
    )
    if (open === undefined) return failEach([])
    const seen = viewAs(open, 'dialled', 'stored', 'reported')
    return {
      status: 'unknown',
      subject: open.label,
      reason: `whether the primary can resolve ${open.dialled?.value.host ?? ''} is not known`,
      evidence: seen ? seenBy(seen).quotes : [],
      advice: askOnPrimary(open),
      blocking: false,
    }
  },
})

function judge(worker: Worker): readonly Failure[] {
  const seen = unresolved(viewFromPrimary(worker, 'dialled', 'stored', 'reported'))
  if (seen === null || (seen.confidence !== 'high' && worker.link.state !== 'failing')) return []
  return [
    {
      subject: worker.label,
      params: {worker: worker.label, host: worker.dialled?.value.host ?? '', way: describeWay(worker)},
      evidence: [...quoteIdentity(worker), ...seen.quotes, ...quoteLink(worker)],
      repairs: ['worker-identity'],
      advice: ["Or give the primary's host the name: DNS, /etc/hosts, or extra_hosts of its container."],
      confidence: seen.confidence,
      key: worker.dialled?.value.host ?? '',
    },
  ]
}
