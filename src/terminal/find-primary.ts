import type {Plan} from '../repairs/plan.ts'
import type {PrimaryApi} from '../surgery/primary/primary-api.ts'
import {callsOf} from './cronicle-flags.ts'

/** The primary that a plan calls, with the key that was given; null without one. What calls it is loaded only then. */
export async function findPrimary(
  {primary}: Pick<Plan, 'primary'>,
  flags: {readonly 'api-key'?: string; readonly url?: string[]; readonly timeout: number},
): Promise<PrimaryApi | null> {
  const key = flags['api-key']
  if (primary === undefined || !key) return null
  const {urls} = callsOf({...flags, offline: false})
  const {callPrimary} = await import('../surgery/primary/primary-api.ts')
  return callPrimary(urls.length > 0 ? urls : primary.api, key, flags.timeout * 1000)
}
