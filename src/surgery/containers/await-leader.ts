import {setTimeout as sleep} from 'node:timers/promises'
import {type Attempt, done, refuse} from '../refusal.ts'
import type {EngineControl} from './engine-control.ts'
import {type AskedServer, agreedLeader, lookAtServers, type ServerLook} from './look-at-servers.ts'

export interface Patience {
  /** Milliseconds in all. */
  readonly wait: number
  /** Milliseconds for one question to a server's API. */
  readonly timeout: number
  readonly signal?: AbortSignal
}

export interface SeenLeader {
  /** Server ID. */
  readonly leader: string
  readonly looks: readonly ServerLook[]
}

/** Milliseconds between two looks. */
const pause = 300
/** A leader counts when it is still the same after so many milliseconds: Dkron 2 elects one for a moment, and again. */
const steady = 900

/**
 * Waits until all of these servers agree on a leader, twice in a row. `not-verified` when they did not in time, with
 * what was seen last; the engine's trouble as it is.
 */
export async function awaitLeader(
  control: EngineControl,
  servers: readonly AskedServer[],
  {wait, timeout, signal}: Patience,
): Promise<Attempt<SeenLeader>> {
  const end = performance.now() + wait
  const subject = servers[0]?.container.name ?? ''
  let seen = {leader: '', since: 0}
  for (;;) {
    const looked = await lookAtServers(control, servers, timeout)
    if (!looked.ok) return looked
    const agreed = agreedLeader(looked.value)
    const now = performance.now()
    const leader = 'leader' in agreed ? agreed.leader : ''
    if (leader !== '' && leader === seen.leader && now - seen.since >= steady)
      return done({leader, looks: looked.value})
    if (leader !== seen.leader) seen = {leader, since: now}
    if (signal?.aborted) return refuse('interrupted', subject, 'interrupted while waiting for a leader')
    // One that has just been elected gets the time to prove steady.
    if (now >= end && (leader === '' || now >= end + 2 * steady)) {
      const why = 'why' in agreed ? agreed.why : `"${leader}" was elected, and does not stay`
      return refuse('not-verified', subject, `no leader within ${wait / 1000} s: ${why}`)
    }
    await sleep(pause)
  }
}
