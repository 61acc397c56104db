import type {Facts} from '../../facts/types.ts'
import {splitAddress, unroutableBecause} from '../../formats/host-and-port.ts'
import type {Failure, Outcome, Question} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {isOpen} from '../no-leader/rules/dials.ts'
import {describeTcp, describeVantage, quoteDials} from '../no-leader/rules/quote-dials.ts'
import {serverIdOf} from '../no-leader/rules/server-id.ts'
import {whyNotAsked} from '../no-leader/rules/why-not-asked.ts'
import type {AgentWay} from './rules/agent-ways.ts'
import {agentWays, leaderId} from './rules/agent-ways.ts'
import {quoteMember} from './rules/quote-member.ts'

export default defineCheck({
  id: 'agent-port-unreachable',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: "An agent's RPC port does not answer the leader",
  message: '{asker} gets no connection to the RPC port of {agent} at {address} ({said}), so no job reaches it',
  why: `As of Dkron 3 the leader dials whoever is to run a job: TCP, at the rpc_addr that this member advertises in gossip, port 6868 unless --rpc-port or --advertise-rpc-port says otherwise. Gossip has ports of its own (8946), so a member may be alive in every list and get no job: each execution ends with "agent: Error calling AgentRun" in the leader's log. The address is that of gossip, --advertise-addr or the first private one; behind NAT or a port mapping it has to be one that the servers reach.

Any server may come to lead, so every server has to get through to every agent. Agents of Dkron 2 are not dialled: they fetch the job from the leader's RPC port.`,
  confirm: [
    'docker exec LEADER nc -vz -w 2 AGENT 6868   # from every server',
    'docker logs LEADER 2>&1 | grep "Error calling AgentRun"',
  ],
  repairs: [],
  folklore: ['Opening port 8080 on the agent: nobody dials it for a job.'],
  references: ['Dkron run.go: Run, AgentRun at the tag rpc_addr', 'Dkron agent.go: advertiseRPCAddr'],
  needs: [
    'cluster.agents',
    'cluster.leader',
    'cluster.members',
    'cluster.probes',
    'server.api',
    'server.container',
    'server.configuration',
    'server.identity',
    'server.log',
    'server.version',
  ],
  explains: [],
  run(facts) {
    const ways = agentWays(facts).filter(w => w.member.status === 'alive')
    if (ways.length === 0) return skip('gossip has no agent alive')
    const failures = ways.flatMap(way => judge(way, facts))
    if (failures.length > 0) return failEach(failures)
    return openQuestions(ways, facts) ?? failEach([])
  },
})

function judge(way: AgentWay, facts: Facts): readonly Failure[] {
  const {member, address, tries} = way
  if (address === null) return []
  const because = unroutableBecause(splitAddress(address).host)
  if (because !== null) return [unroutable(way, because, facts)]
  const leader = leaderId(facts)
  const byLeader = tries.filter(t => t.askerId === leader)
  const closed = [...new Set(tries.map(t => t.asker))].filter(a => !tries.some(t => t.asker === a && isOpen(t)))
  const [first] = closed
  if (first === undefined) return []
  const fails = !(byLeader.length > 0 ? byLeader : tries).some(isOpen)
  const said = [...new Set(tries.filter(t => closed.includes(t.asker)).map(t => describeTcp(t.probe.outcome)))]
  return [
    {
      subject: member.name,
      ...(fails ? {} : {severity: 'warning' as const}),
      ...(byLeader.length > 0 ? {} : {confidence: 'medium' as const}),
      params: {
        asker: fails && byLeader.length > 0 ? `the leader (${byLeader[0]?.asker})` : closed.join(', '),
        agent: member.name,
        address,
        said: said.join(', '),
        open: byLeader.length > 0 ? 'the leader' : [...new Set(tries.filter(isOpen).map(t => t.asker))].join(', '),
      },
      ...(fails
        ? {}
        : {message: '{asker} gets no connection to the RPC port of {agent} at {address} ({said}); {open} does'}),
      evidence: [quoteMember(member, facts), ...quoteDials(tries), ...quoteDials(way.own)],
      advice: [
        ...adviceFor(way),
        byHand(closed.includes(byLeader[0]?.asker ?? '') ? byLeader[0]?.asker : first, address),
      ],
      key: address,
    },
  ]
}

function unroutable({member, address}: AgentWay, because: string, facts: Facts): Failure {
  return {
    subject: member.name,
    params: {agent: member.name, address: address ?? '', because},
    message: '{agent} advertises {address} for its jobs, and {because}: the leader never gets there',
    evidence: [quoteMember(member, facts)],
    advice: ['Give the agent --advertise-addr with an address that the servers reach, or drop the one it has.'],
    key: 'unroutable',
  }
}

function adviceFor({member, agent, address, own}: AgentWay): readonly string[] {
  const {host, port} = splitAddress(address ?? '')
  const has = agent?.container.networks.flatMap(n => n.address ?? []) ?? []
  const foreign = agent !== null && agent.container.networkMode !== 'host' && has.length > 0 && !has.includes(host)
  return [
    ...(foreign
      ? [`${member.name} advertises ${host}, and its own addresses are ${has.join(', ')}: see --advertise-addr.`]
      : []),
    ...(own.some(isOpen)
      ? [`In the own network of ${agent?.label} the port is open, so something in between keeps the servers out.`]
      : []),
    own.length > 0 && !own.some(isOpen)
      ? `${member.name} cannot connect to itself there either: nothing listens. Compare --rpc-port and --advertise-rpc-port, and read its log.`
      : `Open TCP port ${port} from every server to ${member.name}.`,
  ]
}

function byHand(asker: string | undefined, address: string): string {
  const {host, port} = splitAddress(address)
  const nc = `nc -vz -w 2 ${host} ${port}`
  return `See it for yourself: ${asker === undefined || asker === 'this host' ? nc : `docker exec ${asker} ${nc}`}`
}

/** Agents that no server asked for: what this host reaches says little of what the leader does. */
function openQuestions(ways: readonly AgentWay[], facts: Facts): Outcome | null {
  const untried = ways.filter(w => w.tries.length === 0)
  const silent = untried.filter(w => !answersHere(w))
  const [first, ...also] = [...silent, ...untried.filter(answersHere)].map(way => questionOf(way, facts))
  if (first === undefined) return null
  // What answers here is there, and listens; only the way of the leader is not proven then.
  return {status: 'unknown', ...first, also, blocking: silent.length > 0}
}

const answersHere = ({aside}: AgentWay): boolean => aside.some(p => p.outcome.result === 'open')

function questionOf({member, address, aside}: AgentWay, facts: Facts): Question & {readonly reason: string} {
  const leader = leaderId(facts)
  const label = facts.servers.find(s => serverIdOf(s) === leader && s.container !== null)?.label
  const target = address ?? facts.cluster.members.find(m => m.name === leader)?.rpcAddress ?? null
  const from = address === null ? member.name : (label ?? leader ?? 'the leader')
  const seen = aside.map(p => `${describeVantage(p.vantage)}: ${describeTcp(p.outcome)}`)
  const because = whyNotAsked(facts, 'worker-reachability')
  const {host, port} = splitAddress(target ?? '')
  const nc = `nc -vz -w 2 ${host} ${port}`
  return {
    subject: member.name,
    reason:
      address === null
        ? `${member.name} advertises no RPC address: agents of Dkron 2 call the leader instead, and whether it gets there was not asked`
        : `whether the leader reaches ${member.name} at ${address} was not asked from its own network${because === null ? '' : `: ${because}`}${seen.length > 0 ? ` (${[...new Set(seen)].join('; ')})` : ''}`,
    evidence: [quoteMember(member, facts)],
    advice:
      port === null
        ? []
        : [address !== null && label ? `By hand: docker exec ${label} ${nc}` : `On the host of ${from}: ${nc}`],
  }
}
