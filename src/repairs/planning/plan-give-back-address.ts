import {readValue} from '../../case/read.ts'
import {sealPlan} from '../seal-plan.ts'
import {startLines} from '../start-servers.ts'
import {ailingServers, answered, type PlanContext, type Planned, unfit} from './context.ts'
import {byHandOf, editCompose} from './edit-compose.ts'
import {addressEdits, networkAnew} from './give-addresses.ts'
import {hindranceOf} from './hindrances.ts'
import {actsOnContainers, onContainers} from './plan-containers.ts'

const strategy = 'give-back-address'

/** Gives every voter the address back that the others dial it at: what releases before 4.0.0 need. */
export function planGiveBackAddress(context: PlanContext): Planned {
  if (ailingServers(context, strategy).length === 0) return unfit(strategy, 'no stored address stands in the way')
  const hindrance = hindranceOf(context)
  if (hindrance !== null) return unfit(strategy, hindrance)
  const pins = context.facts.servers.flatMap(server => {
    const serverId = readValue(server.identity)?.serverId
    const stored = readValue(server.configuration)?.servers.some(s => s.id === serverId && s.suffrage === 'Voter')
    return serverId !== undefined && stored ? [{server, serverId}] : []
  })
  if (pins.length < context.facts.cluster.quorum) {
    return unfit(strategy, 'fewer servers than a majority of the voters are at hand under their stored IDs')
  }
  const addresses = addressEdits(context, pins)
  if ('why' in addresses) return unfit(strategy, addresses.why)
  const servers = pins.map(p => p.server)
  if (addresses.next.length > 0 && actsOnContainers(context, servers)) {
    return unfit(strategy, networkAnew, [...addresses.next, ...startLines(servers)])
  }
  const edited = editCompose(context, addresses.edits)
  if (edited.steps.length === 0 || edited.failed.length > 0) {
    const why =
      edited.failed[0]?.why ?? 'the compose file gives the stored addresses already: create the containers anew'
    return unfit(strategy, why, [...byHandOf(edited), ...addresses.next])
  }
  const draft = {
    strategy,
    title: 'Give the servers their stored addresses back',
    risk: 'safe',
    findings: answered(context, strategy),
    stores: [],
    inputs: edited.inputs,
    steps: edited.steps,
    kept: ['The data-dirs are not touched: every job and execution stays.'],
    lost: [],
    refusals: [],
    next: addresses.next,
  } as const
  const work = {
    servers: pins.map(pin => ({...pin, edited: addresses.edits.some(e => e.server === pin.server)})),
    order: 'together',
    voters: pins.map(p => p.serverId),
    exactly: false,
  } as const
  return {ok: true, plan: sealPlan(onContainers(context, draft, work, startLines(servers)))}
}
