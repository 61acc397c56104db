import type {TcpProbe} from '../../../case/probes.ts'
import type {Agent, Facts} from '../../../facts/types.ts'
import type {GossipMember} from '../../../formats/dkron/types.ts'
import {splitAddress} from '../../../formats/host-and-port.ts'
import type {Dial} from '../../no-leader/rules/dials.ts'
import {dialsTo} from '../../no-leader/rules/dials.ts'
import {leadersInSight} from '../../no-leader/rules/leader-in-sight.ts'

/** The way of jobs to one agent: the leader dials the RPC address that the agent advertises in gossip. */
export interface AgentWay {
  readonly member: GossipMember
  /** Its container, where that is known. */
  readonly agent: Agent | null
  /** `host:port`; null where it advertises none, as agents of Dkron 2. */
  readonly address: string | null
  /** Tried by servers, the leader's own first. */
  readonly tries: readonly Dial[]
  /** What the agent got from its own port, in its own network. */
  readonly own: readonly Dial[]
  /** Tried by this host, which is none of the servers: it says what is there, and not who gets there. */
  readonly aside: readonly TcpProbe[]
}

/** A member without the tag of a server only runs jobs. */
export const isAgent = ({tags}: GossipMember): boolean => tags.server !== 'true'

/** Every agent that gossip names, as far as its port was tried. */
export function agentWays(facts: Facts): readonly AgentWay[] {
  const leader = leaderId(facts)
  return facts.cluster.members.filter(isAgent).map(member => {
    const agent = facts.cluster.agents.find(a => a.name === member.name) ?? null
    const address = member.rpcAddress
    const dials = address === null ? [] : dialsTo(address, facts)
    const isOwn = (d: Dial) => agent !== null && d.asker === agent.label
    const tries = dials.filter(d => !isOwn(d))
    return {
      member,
      agent,
      address,
      tries: [...tries.filter(d => d.askerId === leader), ...tries.filter(d => d.askerId !== leader)],
      own: dials.filter(isOwn),
      aside: address === null ? [] : asideTo(address, facts),
    }
  })
}

/** Server ID of the leader; null when none is known, or more than one. */
export function leaderId(facts: Facts): string | null {
  // An API that was asked alone stands under the name it gives itself, which is that of its member.
  const names = leadersInSight(facts).map(l => l.serverId ?? l.label)
  const [leader, ...more] = new Set(names)
  return more.length > 0 ? null : (leader ?? null)
}

function asideTo(address: string, {cluster}: Facts): readonly TcpProbe[] {
  const {host, port} = splitAddress(address)
  return cluster.probes.filter((probe): probe is TcpProbe => {
    if (probe.kind !== 'tcp' || probe.outcome.result === 'not-tried') return false
    const {vantage} = probe
    const elsewhere = vantage.at === 'host-instead' || (vantage.at === 'host' && vantage.as === null)
    return elsewhere && probe.port === port && (probe.address === host || probe.name === host)
  })
}
