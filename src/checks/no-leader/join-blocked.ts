import {readValue} from '../../case/read.ts'
import type {Facts, Server} from '../../facts/types.ts'
import type {Failure, Outcome} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import type {JoinAttempt} from './rules/join-attempts.ts'
import {joinAttempts, quoteJoinProbes} from './rules/join-attempts.ts'
import {hitsOfLatestRun} from './rules/latest-run.ts'
import {quoteHit} from './rules/quote-evidence.ts'
import {hasAnswered, isUp} from './rules/server-up.ts'
import {whyNotAsked} from './rules/why-not-asked.ts'

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
  needs: ['cluster.probes', 'server.api', 'server.container', 'server.log', 'server.settings'],
  explains: ['never-bootstrapped', 'quorum-lost', 'stale-voter', 'bootstrap-expect-conflict', 'raft-port-unreachable'],
  run(facts) {
    const waiting = facts.servers.filter(mayWait)
    const failures = waiting.flatMap(server => judge(server, facts))
    if (failures.length > 0) return failEach(failures)
    if (facts.servers.every(s => s.log === null) && facts.cluster.probes.length === 0) return skip('no log was given')
    return askedInVain(waiting, facts) ?? failEach([])
  },
})

/** Up, without an answer, and nothing in its log says that it came past joining. */
function mayWait(server: Server): boolean {
  if (isUp(server) === false || hasAnswered(server)) return false
  const last = triesOf(server).at(-1)
  return !hitsOfLatestRun(server).some(h => beyond.includes(h.entry) && h.line > (last?.line ?? 0))
}

const triesOf = (server: Server) => hitsOfLatestRun(server).filter(h => failing.includes(h.entry))

function judge(server: Server, facts: Facts): readonly Failure[] {
  const tries = triesOf(server)
  const last = tries.at(-1)
  // A single failure is ordinary while the others start.
  const told = tries.length >= 2 || last?.entry === 'join-given-up'
  const {each: attempts, firsthand} = joinAttempts(server, facts)
  const inVain = attempts.length > 0 && attempts.every(a => a.state === 'closed' || a.state === 'unresolved')
  // What this host found in its place is not enough alone; with one try in the log it is.
  if (!told && !(inVain && (firsthand || tries.length > 0))) return []
  const targets = readValue(server.settings)?.retryJoin ?? []
  return [
    {
      subject: server.label,
      ...wordsFor(attempts, tries.length, inVain),
      ...(told || firsthand ? {} : {confidence: 'medium' as const}),
      params: {
        server: server.label,
        count: tries.length,
        targets: targets.length > 0 ? targets.join(', ') : 'the others',
        why: attempts.map(a => `${a.target}: ${a.said}`).join('; '),
        open: attempts.filter(a => a.state === 'open').map(a => a.target),
      },
      evidence: [...(last ? [quoteHit(server, last)] : []), ...quoteJoinProbes(server, facts)],
      advice: [
        ...attempts.filter(a => a.state === 'unresolved').map(a => adviceForName(server, a)),
        'Make at least one of the names resolve to a server that runs and answers on port 8946 (TCP and UDP).',
        'For the first server of a cluster use --join, which tries once and goes on alone.',
      ],
      key: 'waiting',
    },
  ]
}

/** With somebody who answers now, the next try may well succeed; what stands in the log is of the last one. */
function wordsFor(attempts: readonly JoinAttempt[], tries: number, inVain: boolean): Partial<Failure> {
  if (inVain) {
    const waits = tries > 1 ? 'has tried {count} times to join {targets}' : 'waits to join {targets}'
    return {message: `{server} ${waits} and starts neither Raft nor its API before that succeeds ({why})`}
  }
  if (!attempts.some(a => a.state === 'open')) return {}
  return {
    severity: 'warning',
    confidence: 'medium',
    message:
      '{server} has tried {count} times to join {targets} and starts neither Raft nor its API before that succeeds; {open} answers now, so the next try should',
  }
}

function adviceForName(server: Server, {target}: JoinAttempt): string {
  return `See what ${server.label} gets for the name: docker exec ${server.label} getent hosts ${target}`
}

/** A server keeps silent, is told to join others, and nobody could ask for them as it does. */
function askedInVain(waiting: readonly Server[], facts: Facts): Outcome | null {
  const because = whyNotAsked(facts)
  const server = waiting.find(s => (readValue(s.settings)?.retryJoin ?? []).length > 0)
  if (because === null || server === undefined || joinAttempts(server, facts).firsthand) return null
  const [name] = readValue(server.settings)?.retryJoin ?? []
  return {
    status: 'unknown',
    subject: server.label,
    reason: `whether ${server.label} can join others was not asked from its own network: ${because}; by hand: docker exec ${server.label} getent hosts ${name}`,
    evidence: quoteJoinProbes(server, facts),
    blocking: false,
  }
}
