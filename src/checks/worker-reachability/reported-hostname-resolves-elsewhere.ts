import type {Worker} from '../../facts/cronicle/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCronicleCheck, failEach, skip} from '../define-check.ts'
import {isAddress} from './rules/addresses.ts'
import {askOnPrimary, quoteIdentity, quoteLink} from './rules/ask-on-primary.ts'
import {describeWay} from './rules/describe-way.ts'
import {seenBy, viewAs, viewFromPrimary} from './rules/view-of.ts'

export default defineCronicleCheck({
  id: 'reported-hostname-resolves-elsewhere',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'cronicle',
  title: 'The hostname a worker reported leads the primary to another machine',
  message: 'the primary dials {worker} by its reported hostname {host}, and {what}: that name leads elsewhere; {way}',
  why: `With server_comm_use_hostnames the primary dials the reported hostname as its own resolver knows it. An old DNS entry, a wildcard, a line in /etc/hosts or a second machine of that name leads it elsewhere. The log says "xhr poll error", as it does for a name that is unknown.`,
  confirm: [
    'getent hosts REPORTED-HOSTNAME   # on the host of the primary',
    'curl -sS -m 5 http://REPORTED-HOSTNAME:3012/api/app/status   # pid and hostname are the worker’s own',
  ],
  repairs: ['worker-identity'],
  folklore: [
    'That the name resolves is no proof: compare pid and hostname of who answers with those through the balancer.',
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
    return open
      ? {
          status: 'unknown',
          subject: open.label,
          reason: `where ${open.dialled?.value.host ?? ''} leads the primary is not known`,
          advice: askOnPrimary(open),
          blocking: false,
        }
      : failEach([])
  },
})

function judge(worker: Worker): readonly Failure[] {
  const view = viewFromPrimary(worker, 'dialled', 'stored', 'reported')
  const seen = view && seenBy(view)
  if (!seen || worker.link.state === 'connected') return []
  const what = otherAnswer(worker, seen)
  if (what === null) return []
  return [
    {
      subject: worker.label,
      params: {worker: worker.label, host: worker.dialled?.value.host ?? '', what, way: describeWay(worker)},
      evidence: [...quoteIdentity(worker), ...seen.quotes, ...quoteLink(worker)],
      repairs: ['worker-identity'],
      advice: ["Or correct the name for the primary's host: DNS or /etc/hosts."],
      key: worker.dialled?.value.host ?? '',
    },
  ]
}

/** Another Cronicle, another program, or nobody where through another way the worker answers. */
function otherAnswer(worker: Worker, seen: ReturnType<typeof seenBy>): string | null {
  if (seen.kind === 'cronicle') {
    const through = viewAs(worker, 'typed', 'balancer')
    const other = through && seenBy(through)
    const same = other?.kind !== 'cronicle' || other.processes.some(p => seen.processes.includes(p))
    if (same && [worker.reported.hostname?.value, worker.record?.value.hostname].includes(seen.hostname)) return null
    return `${seen.processes.join('; ')} answers`
  }
  if (seen.kind === 'foreign') return `somebody else answers (HTTP ${seen.attempt.code})`
  return null
}
