import {defineCronicleCheck, failEach, skip} from '../define-check.ts'
import {describeWay} from './rules/describe-way.ts'

export default defineCronicleCheck({
  id: 'worker-belongs-elsewhere',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'cronicle',
  title: 'The worker leads a cluster of its own, or belongs to another primary',
  message: '{worker} cannot be added: {what}; {way}',
  why: `A server on which the setup was run has a storage of its own, in which it is the only server, so it leads itself and refuses every other primary: "Server is already a master server, controlling its own cluster". A worker that another primary has connected to answers "already a member of a cluster".`,
  confirm: ['curl -s http://WORKER:3012/api/app/config | grep -o \'"master_hostname":"[^"]*"\''],
  repairs: [],
  folklore: ['Running control.sh setup on every server is what makes it: it is meant for the first primary only.'],
  references: ['Cronicle lib/api/admin.js: api_check_add_server'],
  needs: ['worker.failedAdds'],
  explains: ['reported-address-unreachable'],
  run({workers}) {
    if (workers.length === 0) return skip('no worker is known')
    return failEach(
      workers.flatMap(worker =>
        worker.failedAdds.flatMap(({problem, quote}) => {
          if (problem.kind !== 'is-primary' && problem.kind !== 'other-cluster') return []
          const what =
            problem.kind === 'is-primary' ? 'it leads a cluster of its own' : `it belongs to ${problem.primary}`
          return [
            {
              subject: worker.label,
              params: {worker: worker.label, what, way: describeWay(worker)},
              evidence: [quote],
              advice: [
                problem.kind === 'is-primary'
                  ? 'Stop it, look into its data for jobs that are still needed, move its data folder aside, and start it: without one it waits to be added.'
                  : `Remove it from ${problem.primary} first, or wait 60 s after that primary is gone.`,
              ],
              key: problem.kind,
            },
          ]
        }),
      ),
    )
  },
})
