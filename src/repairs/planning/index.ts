import type {PlanContext, Planned, Planner} from './context.ts'
import {planBootstrapExpect} from './plan-bootstrap-expect.ts'
import {planPeersJson} from './plan-peers-json.ts'
import {planPinId, planPinOldId} from './plan-pins.ts'
import {planRecoverConfiguration} from './plan-recover-configuration.ts'
import {planRemovePeersJson} from './plan-remove-peers-json.ts'
import {planReset} from './plan-reset.ts'

/** Every strategy that ends in a plan, safest first: the first that fits is the default. */
export const planners: readonly Planner[] = [
  {strategy: 'remove-peers-json', plan: planRemovePeersJson},
  {strategy: 'pin-old-id', plan: planPinOldId},
  {strategy: 'bootstrap-expect', plan: planBootstrapExpect},
  {strategy: 'recover-configuration', plan: planRecoverConfiguration},
  {strategy: 'peers-json', plan: planPeersJson},
  {strategy: 'pin-id', plan: planPinId},
  {strategy: 'reset', plan: planReset},
]

/** What every strategy makes of this case, in the order of the list. */
export function planAll(context: PlanContext): readonly Planned[] {
  return planners.map(p => p.plan(context))
}
