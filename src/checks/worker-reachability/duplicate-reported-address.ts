import type {Worker} from '../../facts/cronicle/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCronicleCheck, failEach, skip} from '../define-check.ts'
import {quoteIdentity} from './rules/ask-on-primary.ts'
import {severalWorkers} from './rules/balancer-settings.ts'
import {describeWay} from './rules/describe-way.ts'

export default defineCronicleCheck({
  id: 'duplicate-reported-address',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'cronicle',
  title: 'Two workers report one address, and the second is refused',
  message: '{second} reports the same {what} as {first}: the primary refuses the second of them; {way}',
  why: `Add Server compares the hostname and the ip that the worker reports with those of all workers it has; a worker with one that is taken is refused: "Server is already in cluster". Setting ip to the balancer's address is right for one worker, and cannot be right for two.

With host routing the address does not even work for the first: the primary then asks the balancer for the address instead of the name, and the balancer does not know which worker is meant.`,
  confirm: [
    'curl -s http://FIRST:3012/api/app/status; curl -s http://SECOND:3012/api/app/status   # compare ip',
    'doctor explain duplicate-reported-address   # nginx and haproxy settings for several workers',
  ],
  repairs: ['worker-identity'],
  folklore: [
    'server_comm_use_hostnames does not lift the refusal: the ip is compared all the same.',
    'Two records with one ip, written by hand into the storage, make the primary connect twice to the same worker.',
  ],
  references: ['Cronicle lib/api/admin.js: api_add_server, "one more sanity check, with the IP this time"'],
  snippets: severalWorkers,
  needs: [
    'worker.dialled',
    'worker.failedAdds',
    'worker.next',
    'worker.record',
    'worker.reported',
    'worker.sharesAddressWith',
    'worker.typed',
  ],
  explains: ['reported-address-unreachable', 'socket-path-blocked', 'worker-behind-load-balancer-down'],
  run({workers}) {
    if (workers.length < 2) return skip('less than two workers are known')
    const pairs = workers.flatMap((second, i) => {
      const first = workers.slice(0, i).find(w => second.sharesAddressWith.includes(w.label))
      return first ? judge(first, second) : []
    })
    return failEach(pairs)
  },
})

function judge(first: Worker, second: Worker): readonly Failure[] {
  const refusal = [second, first].flatMap(w => w.failedAdds).find(f => f.problem.kind === 'already-there')
  const [a, b] = [nameOf(first), nameOf(second)]
  const sameName = a !== null && a === b
  const sameTyped = first.typed.some(t => second.typed.some(u => u.value.host === t.value.host))
  // One name that leads now here, now there: several-workers-one-address says it better.
  if (sameName && (sameTyped || first.typed.length + second.typed.length === 0)) return []
  return [
    {
      subject: second.label,
      params: {
        first: first.label,
        second: second.label,
        what: sameName ? `hostname ${a}` : `ip ${second.reported.ip?.value ?? second.next.ip?.value ?? ''}`,
        way: describeWay(second),
      },
      evidence: [...quoteIdentity(first), ...quoteIdentity(second), ...(refusal ? [refusal.quote] : [])],
      repairs: ['worker-identity'],
      advice: [
        'Give each worker a name of its own at the balancer, and set that name as hostname and ip on this worker; a name, because an address carries no name to choose the worker by.',
        'Settings for nginx and haproxy: doctor explain duplicate-reported-address',
      ],
      key: first.label,
    },
  ]
}

function nameOf({reported, next, record}: Worker): string | null {
  return reported.hostname?.value ?? next.hostname?.value ?? record?.value.hostname ?? null
}
