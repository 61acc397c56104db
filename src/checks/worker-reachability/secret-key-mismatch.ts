import type {Quote, Worker} from '../../facts/cronicle/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCronicleCheck, failEach, skip} from '../define-check.ts'
import {describeWay} from './rules/describe-way.ts'
import {seenBy, viewFromPrimary} from './rules/view-of.ts'

export default defineCronicleCheck({
  id: 'secret-key-mismatch',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'cronicle',
  title: 'Primary and worker have different secret keys',
  message: '{worker} has another secret_key than the primary: {what}; {way}',
  why: `The primary proves itself with a hash of its hostname, the time and secret_key. When the keys differ already at Add Server, the worker says so: "Secret keys do not match". When they come to differ later, the connection is made, refused, and the row vanishes from the page while the record stays in the storage: nothing looks wrong but that the worker is not there.

The keys are compared by a mark; neither is shown.`,
  confirm: [
    'grep -h "Secret Keys do not match" /opt/cronicle/logs/Error.log | tail -3',
    'grep \'"secret_key"\' /opt/cronicle/conf/config.json | sha256sum   # on both, compare',
  ],
  repairs: [],
  folklore: [
    'Adding the worker again does not help as long as the keys differ.',
    'CRONICLE_secret_key in the environment stands above config.json: look at both.',
  ],
  references: ['Cronicle lib/comm.js: handleNewSocket; lib/api/admin.js: api_check_add_server'],
  needs: [
    'worker.dialled',
    'worker.failedAdds',
    'worker.key',
    'worker.link',
    'worker.record',
    'worker.reported',
    'worker.typed',
    'worker.unanswered',
    'worker.views',
  ],
  explains: ['reported-address-unreachable', 'worker-port-blocked'],
  run({workers}) {
    if (workers.length === 0) return skip('no worker is known')
    const failures = workers.flatMap(judge)
    if (failures.length > 0) return failEach(failures)
    const lost = workers.find(w => w.link.state === 'absent' && w.key.state !== 'same')
    if (lost) {
      return {
        status: 'unknown',
        subject: lost.label,
        reason: `${lost.label} is stored, and missing from the list of the running primary: its key or its clock was refused; ${describeWay(lost)}`,
        evidence: lost.record ? [{source: lost.record.at.file, value: `hostname ${lost.record.value.hostname}`}] : [],
        advice: [
          'Give the folder of the worker too: --worker DIR',
          'Run on the host of the primary: grep -h "Authentication failure" /opt/cronicle/logs/Error.log | tail -3',
        ],
      }
    }
    const inVain = workers.find(
      w => w.unanswered !== null && w.record === null && w.key.state === 'unknown' && answersPrimary(w),
    )
    if (inVain) {
      return {
        status: 'unknown',
        subject: inVain.label,
        reason: `${inVain.label} answers the primary, and was tried to be added and is not stored: it may have refused the key; ${describeWay(inVain)}`,
        evidence: inVain.unanswered ? [inVain.unanswered.quote] : [],
        advice: [
          'Give the folder of the worker too, its key is compared and not shown: --worker DIR',
          'Add it again, keep what the page or the API says, and give it: --api api-add_server.json',
        ],
      }
    }
    const compared = workers.some(w => w.key.state !== 'unknown' || w.link.state === 'connected')
    return compared ? failEach([]) : skip('the key of no worker is known')
  },
})

function answersPrimary(worker: Worker): boolean {
  const view = viewFromPrimary(worker, 'typed')
  return view !== null && seenBy(view).kind === 'cronicle'
}

function judge(worker: Worker): readonly Failure[] {
  const refused: readonly Quote[] = [
    ...worker.failedAdds.filter(f => f.problem.kind === 'secret-key').map(f => f.quote),
    ...(worker.link.state === 'rejected' && /secret keys?/i.test(worker.link.error ?? '') ? worker.link.quotes : []),
  ]
  const differs = worker.key.state === 'differs'
  if (refused.length === 0 && !differs) return []
  // A connection that is up was accepted with the key of that time.
  const works = worker.link.state === 'connected'
  return [
    {
      subject: worker.label,
      ...(works ? {severity: 'warning' as const} : {}),
      params: {
        worker: worker.label,
        what:
          refused.length > 0
            ? 'it refuses the primary'
            : works
              ? 'the connection is up, and will be refused the next time'
              : 'the keys in force differ',
        way: describeWay(worker),
      },
      evidence: [...refused, ...(differs ? worker.key.quotes : [])],
      advice: [
        'Set one secret_key on all servers, restart those that change, and add the worker again when its row is gone.',
      ],
      key: 'secret-key',
    },
  ]
}
