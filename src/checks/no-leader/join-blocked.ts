import {readValue} from '../../case/read.ts'
import type {Server} from '../../facts/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {hitsOfLatestRun} from './rules/latest-run.ts'
import {quoteHit} from './rules/quote-evidence.ts'
import {isUp} from './rules/server-up.ts'

const failing = ['join-failed-retrying', 'join-given-up']
/** Whatever of these comes later shows that start-up went on. */
const beyond = ['joined', 'http-server-running', 'monitoring-leadership']

export default defineCheck({
  id: 'join-blocked',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'Start-up waits for a join that does not succeed',
  message:
    '{server} has tried {count} times to join {targets} and starts neither Raft nor its API before that succeeds',
  why: `With --retry-join Dkron joins first and starts everything else afterwards, so as long as no join succeeds there is no HTTP API, no Raft and no leader. The log shows "failed: <nil>" when the names were resolved and nobody answered, "no servers to join" when they were not. With --retry-max the process hangs when the tries are used up; it does not exit.

Health checks and readiness rules that wait for the API keep the names of such servers out of DNS, and then none of them ever finds another.`,
  confirm: ['docker logs --tail 5 CONTAINER   # "Join LAN failed"', 'docker exec CONTAINER getent hosts NAME'],
  repairs: [],
  folklore: ['Waiting: nothing changes until a name resolves to somebody who answers on port 8946.'],
  references: ['Dkron retry_join.go: retryJoinLAN', 'Dkron flags --retry-join, --retry-max, --join'],
  needs: ['server.api', 'server.container', 'server.log', 'server.settings'],
  explains: ['never-bootstrapped', 'quorum-lost', 'stale-voter', 'bootstrap-expect-conflict'],
  run(facts) {
    const logged = facts.servers.filter(s => s.log !== null)
    if (logged.length === 0) return skip('no log was given')
    return failEach(logged.flatMap(judge))
  },
})

function hasAnswered({api}: Server): boolean {
  return api !== null && (api.isLeader !== null || api.members !== null || api.agentName !== null)
}

function judge(server: Server): readonly Failure[] {
  if (isUp(server) === false || hasAnswered(server)) return []
  const hits = hitsOfLatestRun(server)
  const tries = hits.filter(h => failing.includes(h.entry))
  const last = tries.at(-1)
  if (!last || hits.some(h => beyond.includes(h.entry) && h.line > last.line)) return []
  // A single failure is ordinary while the others start.
  if (tries.length < 2 && last.entry !== 'join-given-up') return []
  const targets = readValue(server.settings)?.retryJoin ?? []
  return [
    {
      subject: server.label,
      params: {
        server: server.label,
        count: tries.length,
        targets: targets.length > 0 ? targets.join(', ') : 'the others',
      },
      evidence: [quoteHit(server, last)],
      advice: [
        'Make at least one of the names resolve to a server that runs and answers on port 8946 (TCP and UDP).',
        'For the first server of a cluster use --join, which tries once and goes on alone.',
      ],
      key: 'waiting',
    },
  ]
}
