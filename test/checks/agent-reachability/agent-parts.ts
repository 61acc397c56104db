import type {Container} from '../../../src/case/case.ts'
import type {Agent, Cluster, Facts} from '../../../src/facts/types.ts'
import {settingsOfContainer} from '../../../src/formats/dkron/settings-of.ts'
import type {GossipMember} from '../../../src/formats/dkron/types.ts'
import {facts, gossip, leading, three} from '../facts-builder.ts'

/** A member that is an agent; `a1` is at 10.0.1.1:6868. */
export function agentMember(name: string, changes: Partial<GossipMember> = {}): GossipMember {
  const address = `10.0.1.${name.slice(1)}`
  return gossip(name, {address, rpcAddress: `${address}:6868`, server: false, tags: {role: 'dkron'}, ...changes})
}

/** The container of an agent, by the same name. */
export function agentOf(name: string, changes: Partial<Container> = {}, ...words: readonly string[]): Agent {
  const commandLine = ['/dkron', 'agent', `--node-name=${name}`, ...words]
  const container = {commandLine, ...changes}
  const [built] = facts([{label: name, address: `10.0.1.${name.slice(1)}`, dataDir: false, container}]).servers
  if (!built?.container) throw new RangeError('it was made with a container')
  return {label: name, name, container: built.container, settings: settingsOfContainer(built.container)}
}

const serverMembers = ['n1', 'n2', 'n3'].map((n, i) => gossip(n, {rpcAddress: `10.0.0.${i + 1}:6868`}))

/** Three servers, n1 leads; beside them the agents that gossip has. */
export function withAgents(agents: readonly GossipMember[], cluster: Partial<Cluster> = {}): Facts {
  const members = [...serverMembers, ...agents]
  return facts(three({api: {...leading('n1'), members}}), cluster)
}
