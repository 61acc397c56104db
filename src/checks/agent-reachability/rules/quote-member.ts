import type {Facts} from '../../../facts/types.ts'
import type {GossipMember} from '../../../formats/dkron/types.ts'
import type {Evidence} from '../../../report/types.ts'

/** What gossip says of a member: its status, and what it advertises. */
export function quoteMember(member: GossipMember, facts: Facts): Evidence {
  const rpc = member.rpcAddress === null ? 'no rpc_addr' : `rpc_addr ${member.rpcAddress}`
  return {source: membersSource(facts), value: `${member.name}: ${member.status}, ${rpc}`}
}

/** Where the members were read. */
export function membersSource({servers}: Facts): string {
  const told = servers.find(s => (s.api?.members ?? []).length > 0)?.api
  return told ? `${told.source}: /v1/members` : '/v1/members'
}
