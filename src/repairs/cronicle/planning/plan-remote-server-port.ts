import {portAtBalancer} from '../../../checks/worker-reachability/rules/balancer-port.ts'
import {type Planned, unfit} from '../../planning/context.ts'
import {sealPlan} from '../../seal-plan.ts'
import {adminCalls} from './admin-calls.ts'
import {type CronicleContext, lookAgain, offering, workersOf} from './context.ts'
import {editConfig} from './edit-config.ts'

const strategy = 'remote-server-port'

/** Lets the primary dial the port at which the balancer listens. It is one for all workers. */
export function planRemoteServerPort(context: CronicleContext): Planned {
  const {facts} = context
  const {primary} = facts
  const findings = offering(context, strategy)
  const workers = workersOf(context, findings)
  if (workers.length === 0) return unfit(strategy, 'no finding asks for it')
  const ports = [...new Set(workers.map(w => portAtBalancer(w, facts)))]
  const [port] = ports
  if (ports.length !== 1 || !port) return unfit(strategy, 'which port is the right one is not certain')
  const others = facts.workers.filter(w => !workers.includes(w) && w.link.state === 'connected').map(w => w.label)
  if (others.length > 0) {
    return unfit(strategy, `it counts for all workers, and ${others.join(', ')} would be lost`, [
      `Let the balancer listen on ${primary.settings.dialPort?.value ?? 3012} as well.`,
    ])
  }
  const edit = editConfig(context, primary.server, primary.label, {remote_server_port: port})
  if ('why' in edit)
    return unfit(strategy, edit.why, [`"remote_server_port": ${port} in conf/config.json of the primary`])
  const missing = workers.flatMap(w => (w.record ? [] : (w.typed[0]?.value.host ?? [])))
  return {
    ok: true,
    plan: sealPlan({
      strategy,
      title: `Let ${primary.label} dial its workers at port ${port}`,
      risk: 'disruptive',
      findings: findings.map(f => f.fingerprint),
      stores: [],
      inputs: [edit.input],
      steps: [edit.step],
      kept: ['Its own port (http_port), every other setting and the storage.'],
      lost: [],
      refusals: [],
      next: [
        primary.container
          ? `docker restart ${primary.container.name}`
          : `Restart ${primary.label} (bin/control.sh restart in its folder).`,
        ...adminCalls(facts, {remove: [], add: missing}),
        lookAgain(context),
      ],
    }),
  }
}
