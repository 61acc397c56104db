import {addAlias} from '../../formats/compose/edit/edit-networks.ts'
import {sealPlan} from '../seal-plan.ts'
import {startLines} from '../start-servers.ts'
import {type PlanContext, type Planned, unfit} from './context.ts'
import {byHandOf, editCompose} from './edit-compose.ts'
import {wishedName} from './names.ts'

const strategy = 'add-alias'

/** One more name for others to join by. No finding asks for it: it cures nothing about identity. */
export function planAddAlias(context: PlanContext): Planned {
  const servers = context.facts.servers.filter(s => s.compose !== null)
  const pairs = servers.flatMap(server => {
    const alias = wishedName(context, server, servers.length)
    return alias === null ? [] : [{server, alias}]
  })
  if (pairs.length === 0)
    return unfit(strategy, 'no cure for a changed server ID; for --retry-join name it: --node-name NAME')
  const edited = editCompose(
    context,
    pairs.map(({server, alias}) => {
      const network = server.compose?.service.networks[0]?.network ?? 'default'
      return {
        server,
        title: `alias ${alias} in service "${server.compose?.service.name ?? ''}"`,
        ways: [(text: string, service: string) => addAlias(text, service, network, alias)],
        effect: {
          holds: ({networks}) => networks.some(n => n.network === network && n.aliases.some(a => a.value === alias)),
          mayChange: ['networks'],
        },
        byHand: [
          `networks: {${network}: {aliases: [${alias}]}}   # in service "${server.compose?.service.name ?? ''}"`,
        ],
      }
    }),
  )
  if (edited.steps.length === 0 || edited.failed.length > 0) {
    return unfit(strategy, edited.failed[0]?.why ?? 'the compose file says so already', byHandOf(edited))
  }
  return {
    ok: true,
    plan: sealPlan({
      strategy,
      title: 'Add a network alias to join by: NO CURE for a changed server ID',
      risk: 'safe',
      findings: [],
      stores: [],
      inputs: edited.inputs,
      steps: edited.steps,
      kept: [
        'The data-dir is not touched. The server ID stays what it is: an alias changes neither it nor the host name.',
      ],
      lost: [],
      refusals: [],
      next: startLines(servers),
    }),
  }
}
