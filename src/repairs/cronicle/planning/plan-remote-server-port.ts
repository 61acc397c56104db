import {portAtBalancer} from '../../../checks/worker-reachability/rules/balancer-port.ts'
import type {Worker} from '../../../facts/cronicle/types.ts'
import {type Planned, unfit} from '../../planning/context.ts'
import {sealPlan} from '../../seal-plan.ts'
import {adminCalls} from './admin-calls.ts'
import {type CronicleContext, lookAgain, offering, workersOf} from './context.ts'
import {editConfig} from './edit-config.ts'
import {planRejoins, processOf, type Rejoin} from './plan-rejoins.ts'

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
  const missing = workers.flatMap(worker => {
    const host = worker.typed[0]?.value.host
    return worker.record || host === undefined ? [] : [{worker, host}]
  })
  const restart = primary.container
    ? `docker restart ${primary.container.name}`
    : `Restart ${primary.label} (bin/control.sh restart in its folder)`
  const rejoins = missing.map(({worker, host}) => ({
    worker,
    at: {host, port},
    reports: reportsOf(worker),
    old: null,
    start: null,
  }))
  const calls = planRejoins(context, rejoins, {words: restart, unlike: processOf(facts)})
  return {
    ok: true,
    plan: sealPlan({
      strategy,
      title: `Let ${primary.label} dial its workers at port ${port}`,
      risk: 'disruptive',
      findings: findings.map(f => f.fingerprint),
      stores: [],
      inputs: [edit.input],
      steps: [edit.step, ...(calls?.steps ?? [])],
      ...(calls && {primary: calls.primary}),
      kept: ['Its own port (http_port), every other setting and the storage.'],
      lost: [],
      refusals: [],
      next: calls
        ? [lookAgain(context)]
        : [
            primary.container ? restart : `${restart}.`,
            ...adminCalls(facts, {remove: [], add: missing.map(m => m.host)}),
            lookAgain(context),
          ],
    }),
  }
}

function reportsOf({reported, next}: Worker): Rejoin['reports'] {
  const hostname = reported.hostname?.value ?? next.hostname?.value
  const ip = reported.ip?.value ?? next.ip?.value
  return hostname === undefined || ip === undefined ? null : {hostname, ip}
}
