import type {ContainerRef} from '../../repairs/container-actions.ts'
import {type Attempt, done} from '../refusal.ts'
import type {EngineControl} from './engine-control.ts'
import {containersOf} from './find-containers.ts'

/**
 * Compose 1 gives a container another name before it makes its successor, and Compose 2 gives the successor one until
 * the old container is gone: `<12 hex digits>_<name>`. Cut off in between, either leaves it so.
 */
export async function nameAgain(control: EngineControl, ref: ContainerRef): Promise<Attempt<void>> {
  const listed = await control.list()
  if (!listed.ok) return listed
  const [only, ...others] = containersOf(listed.value, ref)
  if (only === undefined || others.length > 0 || !isInterim(only.name, ref.name)) return done(undefined)
  return control.rename(only.id, ref.name)
}

const isInterim = (name: string, own: string): boolean => name.endsWith(`_${own}`) && /^[0-9a-f]{12}_/.test(name)
