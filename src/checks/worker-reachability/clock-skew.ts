import type {CronicleFacts, Worker} from '../../facts/cronicle/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCronicleCheck, failEach, skip} from '../define-check.ts'
import {describeWay} from './rules/describe-way.ts'

export default defineCronicleCheck({
  id: 'clock-skew',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'cronicle',
  title: 'The clocks of primary and worker differ',
  message:
    'the clocks of {worker} and its primary are {seconds} apart, and the worker allows {window}: it refuses the primary; {way}',
  why: `From release 0.9.125 on a worker refuses a primary whose clock differs by more than remote_server_auth_window (60 s, a setting of the worker). Add Server still answers that all is well; then the row vanishes, and the record stays in the storage. Differences of 10 s and more are logged by the primary, and make jobs appear to begin before or after their time.`,
  confirm: [
    'grep -h "out of sync" /opt/cronicle/logs/Error.log | tail -3',
    'date +%s; curl -s http://WORKER:3012/api/app/status | grep -o \'"now":[0-9]*\'   # on the host of the primary',
  ],
  repairs: [],
  folklore: [
    'remote_server_auth_window on the primary does nothing: the worker compares.',
    'A time zone that differs does no harm: seconds since 1970 are compared.',
  ],
  references: ['Cronicle lib/comm.js: handleNewSocket, checkServerClock'],
  needs: [
    'primary.settings',
    'worker.authWindow',
    'worker.clock',
    'worker.dialled',
    'worker.link',
    'worker.record',
    'worker.reported',
    'worker.typed',
  ],
  explains: ['reported-address-unreachable', 'worker-port-blocked'],
  run(facts) {
    if (facts.workers.length === 0) return skip('no worker is known')
    const failures = facts.workers.flatMap(worker => judge(worker, facts))
    if (failures.length > 0) return failEach(failures)
    const lost = facts.workers.find(w => w.link.state === 'absent' && w.key.state === 'same')
    if (lost) {
      return {
        status: 'unknown',
        subject: lost.label,
        reason: `${lost.label} is stored with the right key, and missing from the list of the running primary: its clock was refused, or it was removed by hand; ${describeWay(lost)}`,
        advice: ['Run on the host of the primary: grep -h "out of sync" /opt/cronicle/logs/Error.log | tail -3'],
      }
    }
    return facts.workers.some(w => w.clock !== null || w.link.state === 'connected')
      ? failEach([])
      : skip('no clock of a worker was compared')
  },
})

function judge(worker: Worker, {primary}: CronicleFacts): readonly Failure[] {
  const {link, clock, authWindow} = worker
  const refused = link.state === 'rejected' && /clock/i.test(link.error ?? '')
  const off = clock === null ? null : Math.abs(clock.seconds)
  const window = authWindow?.value ?? 60
  const beyond = off !== null && off > window && link.state !== 'connected'
  if (!refused && (off === null || off < primary.settings.clockDrift)) return []
  const error = refused || beyond
  const evidence = [
    ...(refused ? link.quotes : []),
    ...(clock ? [clock.quote] : []),
    ...(authWindow ? [authWindow.quote] : []),
  ]
  return [
    {
      subject: worker.label,
      severity: error ? 'error' : 'warning',
      ...(error
        ? {}
        : {message: 'the clocks of {worker} and its primary are {seconds} apart; the worker allows {window}; {way}'}),
      params: {
        worker: worker.label,
        seconds: off === null ? 'too far' : `${off.toFixed(0)} s`,
        window: `${window} s`,
        way: describeWay(worker),
      },
      evidence,
      advice: [
        'Set both clocks by NTP: timedatectl set-ntp true',
        ...(error ? ['Then add the worker again: its row is gone, the record is not.'] : []),
        'Where a difference cannot be helped: remote_server_auth_window in the configuration of the worker.',
      ],
      key: 'clock',
    },
  ]
}
