import {readValue} from '../../case/read.ts'
import {leadersInSight} from '../../checks/no-leader/rules/leader-in-sight.ts'
import {sealPlan} from '../seal-plan.ts'
import {startLines} from '../start-servers.ts'
import {answered, type PlanContext, type Planned, unfit} from './context.ts'
import {expectEdit} from './edit-bootstrap-expect.ts'
import {byHandOf, editCompose} from './edit-compose.ts'
import {type ContainerWork, onContainers, type PlanDraft} from './plan-containers.ts'

const strategy = 'bootstrap-expect'

/** Makes every server expect the same number: the number of servers there are. */
export function planBootstrapExpect(context: PlanContext): Planned {
  if (answered(context, strategy).length === 0) return unfit(strategy, 'no finding asks for it')
  const servers = context.facts.servers.filter(s => readValue(s.settings)?.server)
  if (context.facts.cluster.inventory !== 'complete') {
    return unfit(
      strategy,
      'whether these are all servers of the cluster is not certain (--compose, or --api with /v1/members)',
    )
  }
  const count = servers.length
  const wrong = servers.filter(s => readValue(s.settings)?.bootstrapExpect?.value !== count)
  const edited = editCompose(
    context,
    wrong.map(server => expectEdit(server, count)),
  )
  if (edited.steps.length === 0 || edited.failed.length > 0) {
    const why = edited.failed[0]?.why ?? 'every server expects the right number already'
    return unfit(strategy, why, byHandOf(edited))
  }
  const draft: PlanDraft = {
    strategy,
    title: `Let every server expect ${count} servers`,
    risk: 'safe',
    findings: answered(context, strategy),
    stores: [],
    inputs: edited.inputs,
    steps: edited.steps,
    kept: ['The data-dirs are not touched.'],
    lost: [],
    refusals: [],
    next: [],
  }
  const settled = leadersInSight(context.facts).length > 0 || servers.some(s => s.configuration.state === 'read')
  const work: ContainerWork = {
    servers: wrong.map(server => ({server, serverId: readValue(server.identity)?.serverId ?? '', edited: true})),
    order: 'together',
    voters: [],
    exactly: false,
    hindrance: settled ? 'with a configuration stored, the number counts on an empty data-dir only' : null,
  }
  return {ok: true, plan: sealPlan(onContainers(context, draft, work, startLines(wrong)))}
}
