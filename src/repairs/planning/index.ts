import {type PlanContext, type Planned, type Planner, unfit} from './context.ts'
import {contradictionOf} from './hindrances.ts'
import {planAddAlias} from './plan-add-alias.ts'
import {planBootstrapExpect} from './plan-bootstrap-expect.ts'
import {planDataDir} from './plan-data-dir.ts'
import {planGiveBackAddress} from './plan-give-back-address.ts'
import {planPeersJson} from './plan-peers-json.ts'
import {planHostname, planPinId, planPinOldId} from './plan-pins.ts'
import {planRecoverConfiguration} from './plan-recover-configuration.ts'
import {planRemovePeersJson} from './plan-remove-peers-json.ts'
import {planReset} from './plan-reset.ts'

/**
 * Every strategy that ends in a plan, safest first: the first that fits is the default. Those that mend a changed
 * server ID take a peers.json that is in the way with them, so they stand before its mere removal.
 */
const planners: readonly Planner[] = [
  {strategy: 'pin-old-id', plan: planPinOldId},
  {strategy: 'give-back-address', plan: planGiveBackAddress},
  {strategy: 'bootstrap-expect', plan: planBootstrapExpect},
  {strategy: 'remove-peers-json', plan: planRemovePeersJson},
  {strategy: 'recover-configuration', plan: planRecoverConfiguration},
  {strategy: 'peers-json', plan: planPeersJson},
  {strategy: 'pin-id', plan: planPinId},
  {strategy: 'hostname', plan: planHostname},
  {strategy: 'data-dir', plan: planDataDir},
  {strategy: 'add-alias', plan: planAddAlias},
  {strategy: 'reset', plan: planReset},
]

/** What every strategy makes of this case, in the order of the list; nothing where the evidence contradicts itself. */
export function planAll(context: PlanContext): readonly Planned[] {
  const contradiction = contradictionOf(context)
  return planners.map(p => (contradiction === null ? p.plan(context) : unfit(p.strategy, contradiction)))
}
