import {readValue} from '../../case/read.ts'
import type {Server} from '../../facts/types.ts'
import {setEnvironment, setFlag} from '../../formats/compose/edit/edit-service.ts'
import {sealPlan} from '../seal-plan.ts'
import {startLines} from '../start-servers.ts'
import {answered, type PlanContext, type Planned, unfit} from './context.ts'
import {byHandOf, editCompose, type ServiceEdit} from './edit-compose.ts'

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
  return {
    ok: true,
    plan: sealPlan({
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
      next: startLines(wrong),
    }),
  }
}

function expectEdit(server: Server, count: number): ServiceEdit {
  const service = server.compose?.service
  const byVariable = service?.environment.some(e => e.name === 'DKRON_BOOTSTRAP_EXPECT') ?? false
  return {
    server,
    title: `expect ${count} servers in service "${service?.name ?? ''}"`,
    ways: byVariable
      ? [(text, name) => setEnvironment(text, name, 'DKRON_BOOTSTRAP_EXPECT', String(count))]
      : [(text, name) => setFlag(text, name, '--bootstrap-expect', String(count))],
    effect: {holds: ({settings}) => settings.bootstrapExpect === count, mayChange: ['bootstrapExpect']},
    byHand: [`--bootstrap-expect=${count} in the command of ${server.label}, or DKRON_BOOTSTRAP_EXPECT=${count}`],
  }
}
