import {readValue} from '../../case/read.ts'
import {hasStateToRecover} from '../../checks/no-leader/rules/raft-state.ts'
import {sealPlan} from '../seal-plan.ts'
import {startLines} from '../start-servers.ts'
import {ailingServers, answered, type PlanContext, type Planned, unfit} from './context.ts'
import {linkRefusals} from './hindrances.ts'
import {type ContainerWork, onContainers, type PlanDraft} from './plan-containers.ts'
import {peersAside, storesOf} from './server-paths.ts'

const strategy = 'remove-peers-json'

/** Takes a peers.json that stops every start out of the way, keeping it under another name. */
export function planRemovePeersJson(context: PlanContext): Planned {
  const {servers, steps, inputs} = peersAside(context, ailingServers(context, strategy))
  if (steps.length === 0) return unfit(strategy, 'there is no peers.json that Dkron would read')
  const alsoRenamed = answered(context, 'pin-old-id', 'recover-configuration').length > 0
  const empty = servers.filter(s => !hasStateToRecover(s))
  const next = [
    ...empty.map(
      s =>
        `${s.label} has no Raft state: started like this it makes a new, empty cluster. Look for its real data-dir first.`,
    ),
    ...(alsoRenamed ? ['The stored configuration is not mended by that: run doctor repair once more.'] : []),
  ]
  const draft: PlanDraft = {
    strategy,
    title: 'Move peers.json out of the way',
    risk: 'safe',
    findings: answered(context, strategy),
    stores: storesOf(servers),
    inputs,
    steps,
    kept: [
      empty.length === servers.length
        ? 'The file itself, under another name.'
        : 'The stored configuration, every job and execution, and the file itself.',
    ],
    lost: [],
    refusals: linkRefusals(context, servers),
    next,
  }
  const work: ContainerWork = {
    servers: servers.map(server => ({server, serverId: readValue(server.identity)?.serverId ?? '', edited: false})),
    order: 'together',
    voters: [],
    exactly: false,
    hindrance: next.length > 0 ? 'they would come up without a leader' : null,
  }
  return {ok: true, plan: sealPlan(onContainers(context, draft, work, startLines(servers)))}
}
