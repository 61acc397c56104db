import type {Worker} from '../../facts/cronicle/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCronicleCheck, failEach, skip} from '../define-check.ts'
import {quoteIdentity, quoteLink} from './rules/ask-on-primary.ts'
import {describeIdentity, describeWay} from './rules/describe-way.ts'
import {isStaleRecord, staleParts} from './rules/stale-record.ts'

export default defineCronicleCheck({
  id: 'server-record-stale',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'cronicle',
  title: 'The stored server record is not what the worker now reports',
  message:
    'the primary dials {worker} as stored ({stored}), but the worker now reports {reported}; nothing but removing and adding it again changes a record; {way}',
  why: `A server record is written once, when the worker is added. Afterwards the worker sends its status every second, without hostname and ip, so the primary never learns that either has changed. A worker whose configuration was corrected, or whose container was created anew with another address, is dialled at the old one for ever.

As long as the dialled part of the record is right the connection works, under the old name.`,
  confirm: [
    'cd /opt/cronicle && bin/storage-cli.js get global/servers/0   # reads only',
    'curl -s http://BALANCER-OR-WORKER:3012/api/app/status',
  ],
  repairs: ['server-records'],
  folklore: [
    'Restarting worker or primary does not help: both keep what they have.',
    'Adding the worker once more beside the old record works only when both hostname and ip are new; the old row stays grey.',
  ],
  references: [
    'Cronicle lib/comm.js: socket.on status; lib/api/admin.js: api_add_server',
    'Cronicle issues 738, 761, 599, 526',
  ],
  needs: [
    'worker.dialled',
    'worker.joinedBy',
    'worker.link',
    'worker.record',
    'worker.reported',
    'worker.several',
    'worker.typed',
  ],
  explains: [
    'reported-address-unreachable',
    'reported-hostname-resolves-elsewhere',
    'reported-hostname-unresolvable',
    'socket-path-blocked',
    'worker-behind-load-balancer-down',
    'worker-port-blocked',
  ],
  run({workers}) {
    const compared = workers.filter(w => w.record !== null && (w.reported.hostname !== null || w.reported.ip !== null))
    if (compared.length === 0) return skip('no record can be compared with what its worker reports')
    return failEach(compared.flatMap(judge))
  },
})

function judge(worker: Worker): readonly Failure[] {
  const stale = staleParts(worker)
  if (stale === null || worker.record === null || worker.several !== null) return []
  const {hostname, ip} = worker.record.value
  const works = !isStaleRecord(worker)
  return [
    {
      subject: worker.label,
      ...(works
        ? {
            severity: 'warning' as const,
            message:
              '{worker} is stored as {stored}, but the worker now reports {reported}: it is reached, under the old record, until that part is dialled; {way}',
          }
        : {}),
      params: {
        worker: worker.label,
        stored: `${hostname} / ${ip ?? 'no ip'}`,
        reported: describeIdentity(worker.reported) ?? '',
        way: describeWay(worker),
      },
      evidence: [...quoteIdentity(worker), ...quoteLink(worker)],
      repairs: ['server-records'],

      confidence: worker.joinedBy === 'only-pair' ? 'medium' : 'high',
      key: `${hostname} ${ip}`,
    },
  ]
}
