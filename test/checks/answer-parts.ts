import type {ApiFacts} from '../../src/facts/types.ts'
import type {GossipMember} from '../../src/formats/dkron/types.ts'

/** What a server without a leader answers. */
export const leaderless: Partial<ApiFacts> = {isLeader: false, leader: 'none', jobs: 0}

/** What a single leader answers. */
export const leading = (name: string): Partial<ApiFacts> => ({isLeader: true, leader: {name}, agentName: name})

export function gossip(name: string, changes: Partial<GossipMember> = {}): GossipMember {
  return {
    name,
    address: '10.0.0.1',
    status: 'alive',
    server: true,
    rpcAddress: null,
    expect: null,
    version: null,
    region: null,
    tags: {server: 'true'},
    ...changes,
  }
}
