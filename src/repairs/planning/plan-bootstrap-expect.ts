import {readValue} from '../../case/read.ts'
import {setEnvironment, setFlag} from '../../formats/compose/edit/edit-service.ts'
import {sealPlan} from '../seal-plan.ts'
import {answered, type PlanContext, type Planned, unfit} from './context.ts'
import {editCompose, recreateWords} from './edit-compose.ts'

const strategy = 'bootstrap-expect'

/** Makes every server expect the same number: the number of servers there are. */
export function planBootstrapExpect(context: PlanContext): Planned {
  if (answered(context, strategy).length === 0) return unfit(strategy, 'no finding asks for it')
  const servers = context.facts.servers.filter(s => readValue(s.settings)?.server)
  const count = String(servers.length)
  const wrong = servers.filter(s => String(readValue(s.settings)?.bootstrapExpect?.value ?? '') !== count)
  const edited = editCompose(
    context,
    wrong.map(server => ({
      server,
      title: `expect ${count} servers in service "${server.compose?.service.name ?? ''}"`,
      ways: server.compose?.service.environment.some(e => e.name === 'DKRON_BOOTSTRAP_EXPECT')
        ? [(text: string, service: string) => setEnvironment(text, service, 'DKRON_BOOTSTRAP_EXPECT', count)]
        : [(text: string, service: string) => setFlag(text, service, '--bootstrap-expect', count)],
    })),
  )
  if (edited.steps.length === 0 || edited.failed.length > 0) {
    return unfit(strategy, edited.failed[0]?.why ?? 'every server expects the right number already')
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
      next: recreateWords(wrong),
    }),
  }
}
