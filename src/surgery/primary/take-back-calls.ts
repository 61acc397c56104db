import {callLine} from '../../repairs/cronicle/call-line.ts'
import type {Plan} from '../../repairs/plan.ts'
import {partsOf} from '../../repairs/plan-steps.ts'
import {rowWords} from '../../repairs/primary-calls.ts'
import type {CallRecord, RunRecord} from '../ledger-records.ts'
import {type Refusal, refuse} from '../refusal.ts'
import type {PrimaryApi} from './primary-api.ts'

/**
 * Takes out of the primary's list what a run has put there, while its address is still the one that was put there.
 * What is left to do by hand comes back: a row that was removed stands for what the worker reported then, and only that
 * worker can bring it back.
 *
 * @param api null without a key
 */
export async function takeBackCalls(
  {plan, calls = []}: Pick<RunRecord, 'plan' | 'calls'>,
  api: PrimaryApi | null,
): Promise<readonly Refusal[]> {
  // Their records are files that are given back, while the primary stands still.
  if (plan.primary === undefined || (plan.stopped ?? []).length > 0) return []
  const changed = calls.filter(c => c.changed)
  const left: Refusal[] = []
  for (const call of changed.filter(c => c.did === 'add').toReversed()) {
    const why = await takeOut(call, api)
    if (why !== null) left.push(...stillListed(plan, call, why))
  }
  return [...left, ...changed.filter(c => c.did === 'remove').flatMap(call => isGone(plan, call))]
}

/** Why it is still there; null when it is not. */
async function takeOut({hostname, ip}: CallRecord, api: PrimaryApi | null): Promise<string | null> {
  if (api === null) return 'no key was given (CRONICLE_API_KEY)'
  const listed = await api.servers()
  if (!listed.ok) return listed.why
  const row = listed.value.find(s => s.hostname === hostname)
  if (row === undefined) return null
  if (row.ip !== ip) return `it is listed at ${row.ip} by now`
  const told = await api.removeServer(hostname)
  return told.ok ? null : told.why
}

function stillListed({primary}: Plan, {hostname}: CallRecord, why: string): readonly Refusal[] {
  return refuse('not-taken-back', hostname, `${hostname} is still in the list of ${primary?.label}: ${why}`, [
    callLine(primary?.api[0] ?? '', 'remove_server', hostname),
  ]).refusals
}

function isGone(plan: Plan, {id, hostname, ip}: CallRecord): readonly Refusal[] {
  const {calls} = partsOf(plan)
  const after = calls.slice(calls.findIndex(c => c.id === id)).map(c => c.action)
  const typed = after.flatMap(a => (a.kind === 'add-server' ? [a.typed] : []))[0] ?? hostname
  const message = `${rowWords({hostname, ip})} stays out of the list of ${plan.primary?.label}: it is what the worker called itself, and only the worker can say so again`
  return refuse('not-taken-back', hostname, message, [
    'Restart the worker, so that it reports that again; then, with the key of an administrator in CRONICLE_API_KEY:',
    callLine(plan.primary?.api[0] ?? '', 'add_server', typed),
  ]).refusals
}
