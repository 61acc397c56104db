import {readValue} from '../../case/read.ts'
import type {Server} from '../../facts/types.ts'
import {assignStoredIds} from '../assign-stored-ids.ts'
import {pinSentence} from '../pin-server-id.ts'
import type {Plan} from '../plan.ts'
import {sealPlan} from '../seal-plan.ts'
import {ailingServers, answered, type PlanContext, type Planned, unfit} from './context.ts'
import {editCompose, recreateWords, serverIdEdit} from './edit-compose.ts'

interface Pinning {
  readonly strategy: string
  readonly title: string
  readonly pins: readonly {readonly server: Server; readonly serverId: string}[]
  readonly risk: Plan['risk']
}

/** Starts each server under the ID its data-dir knows: a compose edit, no touch of the data. Any Dkron release. */
export function planPinOldId(context: PlanContext): Planned {
  const strategy = 'pin-old-id'
  const servers = ailingServers(context, strategy)
  if (servers.length === 0) return unfit(strategy, 'no server has lost its stored ID')
  const assigned = assignStoredIds(context.facts, servers)
  if (assigned.length < servers.length) {
    return unfit(strategy, 'there are not enough free stored IDs for every renamed server')
  }
  const pins = assigned.map(({server, storedId}) => ({server, serverId: storedId}))
  return planPinning(context, {strategy, title: 'Start the server under its stored ID again', pins, risk: 'safe'})
}

/** Fixes the present ID of servers whose ID would change with their container. */
export function planPinId(context: PlanContext): Planned {
  const strategy = 'pin-id'
  const pins = ailingServers(context, strategy).flatMap(server => {
    const identity = readValue(server.identity)
    return identity ? [{server, serverId: identity.serverId}] : []
  })
  if (pins.length === 0) return unfit(strategy, 'no server is in need of it')
  return planPinning(context, {strategy, title: 'Fix the present server ID', pins, risk: 'safe'})
}

function planPinning(context: PlanContext, {strategy, title, pins, risk}: Pinning): Planned {
  const edited = editCompose(
    context,
    pins.map(p => serverIdEdit(p.server, p.serverId)),
  )
  if (edited.steps.length === 0 || edited.failed.length > 0) {
    const reasons = edited.failed.map(f => f.why)
    const byHand = pins.map(pinSentence).join(' ')
    return unfit(strategy, `${reasons[0] ?? 'nothing would change'}. By hand: ${byHand}`)
  }
  return {
    ok: true,
    plan: sealPlan({
      strategy,
      title,
      risk,
      findings: answered(context, strategy),
      stores: [],
      inputs: edited.inputs,
      steps: edited.steps,
      kept: ['The data-dir is not touched: every job and execution stays.'],
      lost: [],
      refusals: [],
      next: [
        ...recreateWords(pins.map(p => p.server)),
        'doctor no-leader   # says healthy once the servers run under these IDs',
      ],
    }),
  }
}
