import type {ContainerRef, PlannedContainers} from '../../repairs/container-actions.ts'
import type {Plan} from '../../repairs/plan.ts'
import {othersOnStores} from '../../repairs/planning/shared-stores.ts'
import {type Attempt, done, type Refusal, refuse} from '../refusal.ts'
import type {EngineControl} from './engine-control.ts'
import {containersOf} from './find-containers.ts'
import {agreedLeader, lookAtServers} from './look-at-servers.ts'

const anew = ['Make a new plan: run the repair again.']

/**
 * Whether the containers are still as the plan found them: the same IDs in the same state, nobody else on their
 * data-dirs, and no leader where there was none. Of a run that was cut off only the second: it has changed the rest
 * itself. Nothing is changed.
 */
export async function checkContainers(
  plan: Plan,
  control: EngineControl | null,
  resumed: boolean,
  timeout: number,
): Promise<Attempt<EngineControl | null>> {
  const {containers} = plan
  if (containers === undefined) return done(null)
  if (control === null) {
    return refuse('engine-missing', plan.id, 'the plan works on containers, and no container engine is found here', [
      'Start it, or make a plan that leaves them alone: --no-containers',
    ])
  }
  if (control.where !== containers.engine) {
    const message = `the plan was made for the engine at ${containers.engine}, and this is ${control.where}`
    return refuse('containers-changed', control.where, message, anew)
  }
  const listed = await control.list()
  if (!listed.ok) return listed
  const own = refsOf(containers).flatMap(ref => containersOf(listed.value, ref))
  const {running} = othersOnStores(listed.value, plan.stores, own)
  const refusals: Refusal[] = running.flatMap(said => refuse('file-open', plan.id, said).refusals)
  if (!resumed) {
    for (const {id, name, up} of containers.present) {
      const row = listed.value.find(r => r.id === id)
      if (row?.up === up) continue
      const said = row === undefined ? 'is gone' : row.up ? 'runs now' : `is ${row.state} now`
      refusals.push(...refuse('containers-changed', name, `container ${name} ${said}`, anew).refusals)
    }
    for (const ref of refsOf(containers).filter(r => r.id === null)) {
      if (containersOf(listed.value, ref).length === 0) continue
      const message = `service "${ref.service?.name}" has a container now`
      refusals.push(...refuse('containers-changed', ref.name, message, anew).refusals)
    }
  }
  if (refusals.length > 0) return {ok: false, refusals}
  return resumed || containers.hasLeader ? done(control) : refuseLeader(control, containers, timeout)
}

const refsOf = ({verify}: PlannedContainers): readonly ContainerRef[] => verify.servers.map(s => s.container)

/** A network that is whole again, or an operator who was faster: then there is nothing to repair. */
async function refuseLeader(
  control: EngineControl,
  containers: PlannedContainers,
  timeout: number,
): Promise<Attempt<EngineControl>> {
  const isUp = (id: string | null) => containers.present.some(p => p.up && p.id === id)
  const up = containers.verify.servers.filter(s => isUp(s.container.id))
  if (up.length === 0) return done(control)
  const looked = await lookAtServers(control, up, timeout)
  if (!looked.ok) return looked
  const agreed = agreedLeader(looked.value)
  if ('why' in agreed) return done(control)
  return refuse('leader-present', agreed.leader, `there is a leader now: "${agreed.leader}"`, [
    'See what is left to do: doctor no-leader',
  ])
}
