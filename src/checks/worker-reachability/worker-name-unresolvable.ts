import {defineCronicleCheck, failEach, skip} from '../define-check.ts'
import {describeWay} from './rules/describe-way.ts'
import {unresolved, viewFromPrimary} from './rules/view-of.ts'

export default defineCronicleCheck({
  id: 'worker-name-unresolvable',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'cronicle',
  title: 'The name to add does not resolve on the primary',
  message: 'the primary cannot resolve {name}, the name that was typed into Add Server; {way}',
  why: `Add Server makes one HTTP call to the typed name, from the host of the primary and with its resolver. That the name resolves on the worker, in a browser or on another host says nothing.`,
  confirm: ['getent hosts NAME   # on the host of the primary, or: docker exec PRIMARY getent hosts NAME'],
  repairs: [],
  folklore: [
    'Typing the address instead of the name gets the worker added; what is dialled afterwards is what it reports.',
  ],
  references: ['Cronicle lib/api/admin.js: api_add_server', 'pixl-request: handleSocketError'],
  needs: [
    'worker.dialled',
    'worker.failedAdds',
    'worker.next',
    'worker.record',
    'worker.reported',
    'worker.typed',
    'worker.unanswered',
    'worker.views',
  ],
  explains: ['reported-address-unreachable', 'worker-port-blocked'],
  run({workers}) {
    const typed = workers.filter(w => w.typed.length > 0)
    if (typed.length === 0) return skip('no typed name is known')
    return failEach(
      typed.flatMap(worker => {
        const refusals = worker.failedAdds.filter(f => f.problem.kind === 'name-unknown')
        const seen = unresolved(viewFromPrimary(worker, 'typed', 'balancer'))
        const tried = refusals.length > 0 || worker.unanswered !== null
        const counts = seen !== null && (seen.confidence === 'high' || tried)
        const quotes = [...refusals.map(f => f.quote), ...(counts ? seen.quotes : [])]
        if (quotes.length === 0) return []
        const name = refusals[0]?.typed?.host ?? worker.typed[0]?.value.host ?? worker.label
        return [
          {
            subject: worker.label,
            params: {name, way: describeWay(worker)},
            evidence: quotes,
            advice: [
              `Give the host of the primary the name: DNS, /etc/hosts, or extra_hosts of its container.`,
              `Run on the host of the primary: getent hosts ${name}`,
            ],
            confidence: refusals.length > 0 ? 'high' : (seen?.confidence ?? 'high'),
            key: name,
          },
        ]
      }),
    )
  },
})
