import {setTimeout as sleep} from 'node:timers/promises'
import type {LiveServer, StatusAnswer} from '../../case/cronicle-answers.ts'
import type {PlanStep} from '../../repairs/plan.ts'
import {
  type AddServer,
  type AwaitPrimary,
  type AwaitWorker,
  type PlannedPrimary,
  type PrimaryCall,
  type RemoveServer,
  rowWords,
} from '../../repairs/primary-calls.ts'
import type {Patience} from '../containers/await-leader.ts'
import type {CallRecord} from '../ledger-records.ts'
import {type Attempt, done, type RefusalCode, refuse} from '../refusal.ts'
import type {NotTold, PrimaryApi} from './primary-api.ts'
import {seeWorker} from './see-worker.ts'

export interface CallContext {
  readonly api: PrimaryApi
  readonly primary: PlannedPrimary
  /** Saves the record, before anything that it announces is done. */
  readonly save: (record: CallRecord) => Promise<void>
  /** Records of the run so far. */
  readonly records: readonly CallRecord[]
  readonly patience: Patience
}

/** Milliseconds between two looks. */
const pause = 1000
/** A primary that starts leads after `master_ping_timeout` at the latest (60 s, measured). */
const election = 60_000
/** Seconds that two readings of one start may differ by: `uptime` is a whole number. */
const sameStart = 2

/**
 * Does one step of the plan at the primary, once the one before it is seen to be done. Every one can be repeated: what
 * is so already is left as it is. What was seen, in sentences.
 */
export function doCall(context: CallContext, {id, action}: PlanStep<PrimaryCall>): Promise<Attempt<readonly string[]>> {
  if (action.kind === 'await-primary') return awaitPrimary(context, action)
  if (action.kind === 'await-worker') return awaitWorker(context, action)
  return action.kind === 'remove-server' ? removeServer(context, id, action) : addServer(context, id, action)
}

/** The refusal that a call amounts to. */
export function refusalFor({label}: Pick<PlannedPrimary, 'label'>, {because, why}: NotTold): ReturnType<typeof refuse> {
  if (because === 'key') {
    return refuse('key-refused', label, `${label} does not take the key: ${why}`, [
      'Give one of an administrator in CRONICLE_API_KEY (Admin, API Keys; privilege "Administrator").',
    ])
  }
  const code = because === 'silent' ? 'primary-silent' : 'call-refused'
  const words = because === 'silent' ? 'does not answer as the primary' : 'refuses'
  return refuse(code, label, `${label} ${words}: ${why}`)
}

async function awaitPrimary({api, primary, patience}: CallContext, {unlike}: AwaitPrimary) {
  const started = await until(patience, async () => {
    const status = await api.status()
    if (!status.ok) return refusalFor(primary, status)
    const {hostname, pid} = status.value
    if (!isOlder(status.value, unlike)) return done(hostname)
    return refuse('primary-silent', hostname, `${hostname} was not restarted yet (process ${pid})`)
  })
  if (!started.ok) return started
  return until({...patience, wait: patience.wait + election}, async () => {
    const listed = await api.servers()
    return listed.ok ? done([`${started.value} leads`]) : refusalFor(primary, listed)
  })
}

/** In a container the process after a restart often has the number of the one before. */
function isOlder({pid, now, uptime}: StatusAnswer, unlike: AwaitPrimary['unlike']): boolean {
  if (unlike === null || pid !== unlike.pid || now === null || uptime === null) return false
  return Math.abs(now - uptime - unlike.startedAt) <= sameStart
}

async function awaitWorker({primary, patience}: CallContext, action: AwaitWorker) {
  const {hostname} = action.worker
  return until(patience, async () => {
    const seen = await seeWorker(primary, action)
    if ('from' in seen) return done([`${hostname} answers under its name (status, ${seen.from})`])
    return refuse('worker-silent', hostname, `nobody answers as ${rowWords(action.worker)} yet: ${seen.why}`)
  })
}

async function removeServer(context: CallContext, id: string, {hostname, ip}: RemoveServer) {
  const {api, primary, records, save, patience} = context
  const earlier = records.find(r => r.id === id)
  if (earlier?.state === 'done') return done([])
  const listed = await listOf(context)
  if (!listed.ok) return listed
  const row = listed.value.find(s => s.hostname === hostname)
  const record = {id, did: 'remove', hostname, ip: row?.ip ?? ip, changed: row !== undefined} as const
  if (row === undefined) {
    await save({...(earlier ?? record), state: 'done'})
    return done(earlier ? [] : [`${hostname} was not in the list`])
  }
  if (row.primary || (ip !== null && row.ip !== ip)) {
    const message = `${hostname} is listed at ${row.ip}${row.primary ? ', and is the primary' : `, not at ${ip}`}: it is left there`
    return refuse('call-refused', hostname, message)
  }
  await save({...record, state: 'begun'})
  const removed = await until(patience, async () => {
    const told = await api.removeServer(hostname)
    // Asked twice where the first answer got lost.
    const isGone = !told.ok && /not found in cluster/i.test(told.why)
    return told.ok || isGone ? done([`${hostname} is out of the list`]) : refusalFor(primary, told)
  })
  if (removed.ok) await save({...record, state: 'done'})
  return removed
}

async function addServer(context: CallContext, id: string, {typed, worker}: AddServer) {
  const {api, primary, records, save, patience} = context
  const earlier = records.find(r => r.id === id)
  const listed = await listOf(context)
  if (!listed.ok) return listed
  const row = listed.value.find(s => s.hostname === worker.hostname)
  if (row !== undefined && row.ip !== worker.ip) {
    return refuse(
      'call-refused',
      worker.hostname,
      `${worker.hostname} is listed already, at ${row.ip}, not at ${worker.ip}`,
    )
  }
  const changed = earlier?.changed ?? row === undefined
  const record = {id, did: 'add', hostname: worker.hostname, ip: worker.ip, changed} as const
  if (row === undefined) {
    await save({...record, changed: true, state: 'begun'})
    const added = await until(patience, async () => {
      const told = await api.addServer(typed)
      // The primary could not reach it just now (lib/api/admin.js); other refusals stay what they are.
      const isPassing = !told.ok && /^Failed to contact server/i.test(told.why)
      if (isPassing) return refuse('worker-silent', typed, `${primary.label} cannot add ${typed}: ${told.why}`)
      // Asked twice where the first answer got lost; with an address behind it, that is what is taken.
      const isThere = !told.ok && told.why.endsWith(`already in cluster: ${worker.hostname}`)
      return told.ok || isThere ? done(undefined) : refusalFor(primary, told)
    })
    if (!added.ok) return added
  }
  const online = await until(patience, () => seeOnline(context, worker))
  if (online.ok) await save({...record, state: 'done'})
  return online
}

/** A row just added looks online until the first failure, with an uptime of 0: it has to have said something. */
async function seeOnline(
  {api, primary}: CallContext,
  {hostname, ip}: AddServer['worker'],
): Promise<Attempt<readonly string[]>> {
  const told = await api.servers()
  if (!told.ok) return refusalFor(primary, told)
  const row = told.value.find(s => s.hostname === hostname)
  if (row === undefined) {
    return refuse(
      'worker-silent',
      hostname,
      `${primary.label} took ${hostname}, and does not list it: its secret_key or its clock may differ`,
    )
  }
  if (row.ip !== ip) return refuse('call-refused', hostname, `${hostname} is listed at ${row.ip}, not at ${ip}`)
  if (row.disabled || row.uptime <= 0) {
    return refuse(
      'worker-silent',
      hostname,
      `${rowWords(row)} is listed, and is not online: ${primary.label} has no connection to it`,
    )
  }
  return done([`${rowWords(row)} is in the list of ${primary.label}, and online`])
}

const listOf = ({api, primary, patience}: CallContext): Promise<Attempt<readonly LiveServer[]>> =>
  until(patience, async () => {
    const told = await api.servers()
    return told.ok ? done(told.value) : refusalFor(primary, told)
  })

const passing: readonly RefusalCode[] = ['primary-silent', 'worker-silent']

/** Looks again until it is so, another refusal comes, or the time is over: then what was seen last. */
async function until<T>({wait, signal}: Patience, look: () => Promise<Attempt<T>>): Promise<Attempt<T>> {
  const end = performance.now() + wait
  for (;;) {
    const seen = await look()
    if (seen.ok || !seen.refusals.every(r => passing.includes(r.code))) return seen
    if (signal?.aborted) return refuse('interrupted', seen.refusals[0]?.subject ?? '', 'interrupted while waiting')
    if (performance.now() >= end) return seen
    await sleep(pause)
  }
}
