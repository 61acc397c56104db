import type {FindEngineOptions} from '../../sources/docker/find-engine.ts'
import {reachEngine} from '../../sources/docker/reach-engine.ts'
import type {EngineControl} from './engine-control.ts'

/** Control of the engine that the docker CLI of this host would talk to; null where there is none. */
export async function findControl(options: Omit<FindEngineOptions, 'env'>): Promise<EngineControl | null> {
  const found = await reachEngine({...options, env: process.env})
  if (!found.found) return null
  const {dockerodeControl} = await import('./dockerode-control.ts')
  return dockerodeControl(found.address, process.env)
}
