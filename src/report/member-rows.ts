import {type AgentWay, agentWays, isAgent, leaderId} from '../checks/agent-reachability/rules/agent-ways.ts'
import {dialsTo} from '../checks/no-leader/rules/dials.ts'
import {describeTcp, describeVantage} from '../checks/no-leader/rules/quote-dials.ts'
import type {Facts} from '../facts/types.ts'
import type {GossipMember} from '../formats/dkron/types.ts'

/** One member of gossip, and who of the servers gets through to the RPC port that it advertises. */
export interface MemberRow {
  readonly member: string
  readonly role: 'leader' | 'server' | 'agent'
  readonly status: GossipMember['status']
  /** `host:port`; null where none is advertised. */
  readonly address: string | null
  readonly dials: readonly MemberDial[]
}

export interface MemberDial {
  readonly from: string
  /** `asked from the network of s1`. */
  readonly vantage: string
  readonly answered: string
}

/** Agents last: what they are given depends on the rest. */
export function memberRows(facts: Facts): readonly MemberRow[] {
  const leader = leaderId(facts)
  const ways = agentWays(facts)
  const rows = facts.cluster.members.map((member): MemberRow => {
    const {name, status, rpcAddress: address} = member
    const role = isAgent(member) ? 'agent' : name === leader ? 'leader' : 'server'
    const way = ways.find(w => w.member === member)
    return {member: name, role, status, address, dials: way ? dialsOf(way) : serverDials(address, facts)}
  })
  const order = ['leader', 'server', 'agent']
  return [...rows].sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role) || a.member.localeCompare(b.member))
}

function dialsOf({tries, own, aside}: AgentWay): readonly MemberDial[] {
  const firsthand = [...tries, ...own].map(({asker, probe}) => ({
    from: asker,
    vantage: describeVantage(probe.vantage),
    answered: describeTcp(probe.outcome),
  }))
  const rest = aside.map(p => ({
    from: 'this host',
    vantage: describeVantage(p.vantage),
    answered: describeTcp(p.outcome),
  }))
  return [...firsthand, ...rest]
}

function serverDials(address: string | null, facts: Facts): readonly MemberDial[] {
  return (address === null ? [] : dialsTo(address, facts)).map(({asker, probe}) => ({
    from: asker,
    vantage: describeVantage(probe.vantage),
    answered: describeTcp(probe.outcome),
  }))
}
