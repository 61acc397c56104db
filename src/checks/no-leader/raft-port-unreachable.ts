import type {Facts, Server} from '../../facts/types.ts'
import type {LogHit} from '../../formats/dkron/log-dictionary.ts'
import {splitAddress} from '../../formats/host-and-port.ts'
import type {Failure, Outcome} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {dialsTo, isOpen} from './rules/dials.ts'
import {latestHits} from './rules/latest-run.ts'
import {isLeaderless, leadersInSight} from './rules/leader-in-sight.ts'
import {countQuorum} from './rules/quorum-arithmetic.ts'
import {describeTcp, quoteDials} from './rules/quote-dials.ts'
import {quoteNewest} from './rules/quote-evidence.ts'
import type {RaftWay} from './rules/raft-reach.ts'
import {raftWays, someoneCanWin} from './rules/raft-reach.ts'
import {serverIdOf} from './rules/server-id.ts'
import {hasAnswered, isUp} from './rules/server-up.ts'
import {compareAddresses} from './rules/stored-addresses.ts'
import {whyNotAsked} from './rules/why-not-asked.ts'

const failedCalls = ['vote-request-refused', 'vote-request-no-route', 'replication-failed', 'peer-status-unconfirmed']

export default defineCheck({
  id: 'raft-port-unreachable',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: "A voter's Raft port does not answer",
  message: '{server} cannot reach {targets} on the Raft port although they are there: gossip passes, Raft does not',
  why: `Servers find each other by gossip on port 8946 (TCP and UDP) and vote on the RPC port 6868 (TCP). A firewall, a security group or a port mapping that knows only the first leaves a members list in which all are alive and a Raft in which nobody gets a second vote.

Each server is asked for from the network of every other one, because what this host reaches is not what they reach. A firewall that drops shows as no answer, one that rejects as refused; refused to everybody, the server itself included, means that nothing listens there.`,
  confirm: [
    'docker exec CONTAINER nc -vz -w 2 SERVER 6868   # from every other server',
    'docker logs CONTAINER 2>&1 | grep "failed to make requestVote"   # debug level',
  ],
  repairs: [],
  folklore: ['Port 8190 of the old FAQ: Dkron does not use it.'],
  references: ['hashicorp/raft net_transport.go', 'Dkron flag --rpc-port (6868)'],
  needs: [
    'cluster.composeFiles',
    'cluster.configuration',
    'cluster.events',
    'cluster.inventory',
    'cluster.leader',
    'cluster.members',
    'cluster.mostUpToDate',
    'cluster.networks',
    'cluster.probes',
    'cluster.quorum',
    'cluster.voters',
    'server.addresses',
    'server.api',
    'server.compose',
    'server.container',
    'server.identity',
    'server.log',
    'server.settings',
    'server.version',
  ],
  explains: ['never-bootstrapped'],
  run(facts) {
    const ways = raftWays(facts)
    const logged = facts.servers.filter(s => s.log !== null)
    const tried = failuresOf(ways, facts)
    if (tried.length > 0) return failEach(tried)
    const unasked = ways.length === 0 ? whyNotAsked(facts) : null
    if (logged.length === 0 && ways.length === 0 && unasked === null)
      return skip('no log was given, and no connection was tried to a voter that runs')
    const told = logged.flatMap(server => judgeLog(server, facts))
    if (told.length > 0 || unasked === null || !isLeaderless(facts)) return failEach(told)
    return notAsked(facts, unasked)
  },
})

/** By what was tried: one for all when nobody can be elected, else one for each server that does not get through. */
function failuresOf(ways: readonly RaftWay[], facts: Facts): readonly Failure[] {
  const closed = ways.filter(w => !w.open && isFault(w, facts))
  if (closed.length === 0) return []
  const quorum = countQuorum(facts)
  const askers = [...new Set(closed.map(w => w.asker))].sort()
  if (leadersInSight(facts).length === 0 && !someoneCanWin(ways, quorum.voters, quorum.needed)) {
    const votes = {needed: quorum.needed, voters: quorum.voters.length}
    return [{...failureFor(askers, closed, votes), subject: 'cluster', severity: 'error'}]
  }
  return askers.map(asker =>
    failureFor(
      [asker],
      closed.filter(w => w.asker === asker),
      null,
    ),
  )
}

function failureFor(
  askers: readonly string[],
  ways: readonly RaftWay[],
  votes: {readonly needed: number; readonly voters: number} | null,
): Failure {
  const place = askers.includes('this host')
    ? 'this host'
    : askers.length === 1
      ? 'its own network'
      : 'their own networks'
  const tried = `{servers} ${askers.length === 1 ? 'gets' : 'get'} no connection to the Raft port of {targets}, asked from ${place}`
  return {
    subject: askers[0] ?? 'cluster',
    severity: 'warning',
    params: {servers: askers.join(', '), targets: describeTargets(ways), ...votes},
    message: votes ? `${tried}; nobody can collect the {needed} of {voters} votes that a leader needs` : tried,
    evidence: quoteDials([...ways.flatMap(w => w.tries), ...ways.flatMap(w => w.own)]),
    advice: [...adviceFor(ways), ...ways.slice(0, 1).map(byHand)],
    key: [...new Set(ways.map(w => w.voter.id))].sort().join(),
  }
}

/** A server that does not serve Raft at all says so elsewhere, or is only starting, as long as its API is silent too. */
function isFault({voter, openToItself}: RaftWay, facts: Facts): boolean {
  if (openToItself !== false) return true
  return facts.servers.some(s => serverIdOf(s) === voter.id && hasAnswered(s))
}

/** Each address once, with all that was said of it. */
function describeTargets(ways: readonly RaftWay[]): string {
  const said = new Map<string, Set<string>>()
  for (const {voter, address, tries} of ways) {
    const target = `${voter.id} at ${address}`
    const outcomes = tries.map(t => describeTcp(t.probe.outcome))
    said.set(target, new Set([...(said.get(target) ?? []), ...outcomes]))
  }
  return [...said].map(([target, outcomes]) => `${target} (${[...outcomes].join(', ')})`).join(', ')
}

function adviceFor(ways: readonly RaftWay[]): readonly string[] {
  const ids = (openToItself: boolean) =>
    [...new Set(ways.filter(w => w.openToItself === openToItself).map(w => w.voter.id))].join(', ')
  const ports = [...new Set(ways.map(w => splitAddress(w.address).port))].join(', ')
  const advice: string[] = []
  if (ids(true) !== '') {
    advice.push(`In the own network of ${ids(true)} the port is open, so something in between keeps others out.`)
  }
  if (ways.some(w => w.openToItself !== false)) {
    advice.push(`Open TCP port ${ports} between the servers (iptables -S, nft list ruleset, security groups).`)
  }
  if (ids(false) !== '') {
    advice.push(
      `${ids(false)} cannot connect to itself there either: nothing listens. Compare --rpc-port and --bind-addr, and read its log.`,
    )
  }
  return advice
}

function byHand({asker, address}: RaftWay): string {
  const {host, port} = splitAddress(address)
  return `See it for yourself: ${asker === 'this host' ? 'nc' : `docker exec ${asker} nc`} -vz -w 2 ${host} ${port}`
}

function judgeLog(server: Server, facts: Facts): readonly Failure[] {
  const acquired = latestHits(server, ['leadership-acquired']).at(-1)?.line ?? 0
  const hits = latestHits(server, failedCalls).filter(h => h.line > acquired)
  if (hits.length === 0 || leadersInSight(facts).length > 0) return []
  const targets = reachableOnPaper(hits, facts).filter(t => !opensNow(server, t, facts))
  if (targets.length === 0) return []
  return [
    {
      subject: server.label,
      severity: isLeaderless(facts) ? 'error' : 'warning',
      params: {server: server.label, targets: targets.join(', ')},
      evidence: quoteNewest(server, hits),
      advice: [`Open TCP port 6868 between the servers, and try it: nc -vz ${targets[0]?.replace(/:(\d+)$/, ' $1')}`],
      confidence: 'medium',
      key: targets.join(),
    },
  ]
}

/** Stored addresses named in the lines that are the present ones of members that gossip sees alive. */
function reachableOnPaper(hits: readonly LogHit[], facts: Facts): readonly string[] {
  const alive = facts.cluster.members.filter(m => m.status === 'alive').map(m => m.name)
  return compareAddresses(facts.cluster.voters, facts)
    .filter(c => c.state === 'same' && alive.includes(c.member.id))
    .filter(c => hits.some(h => h.text.includes(c.member.address)))
    .map(c => c.member.address)
}

/** The line is of a time that is over. */
function opensNow(server: Server, address: string, facts: Facts): boolean {
  return dialsTo(address, facts).some(d => d.asker === server.label && isOpen(d))
}

function notAsked(facts: Facts, because: string): Outcome {
  const asker = facts.servers.find(s => isUp(s) === true)
  const other = facts.cluster.voters.find(v => asker && v.id !== serverIdOf(asker))
  const {host, port} = splitAddress(other?.address ?? '')
  const byHand = asker && port !== null ? `; by hand: docker exec ${asker.label} nc -vz -w 2 ${host} ${port}` : ''
  return {
    status: 'unknown',
    reason: `whether the servers reach each other's Raft ports was not asked from their own networks: ${because}${byHand}`,
    subject: facts.servers[0]?.label,
    blocking: false,
  }
}
