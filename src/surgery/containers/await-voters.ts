import {setTimeout as sleep} from 'node:timers/promises'
import {readValue} from '../../case/read.ts'
import {ToolError} from '../../errors.ts'
import {effectiveConfiguration} from '../../formats/raft/effective-configuration.ts'
import type {PlannedVerification} from '../../repairs/container-actions.ts'
import {readDataDir} from '../../sources/data-dir/read-data-dir.ts'
import {type Attempt, done, refuse} from '../refusal.ts'

/** Dkron leader.go `reconcileInterval`: how long a leader may take to make a server a voter that has just joined. */
export const reconcileInterval = 60_000

/** Milliseconds between two looks. */
const pause = 500

/** Until a look finds it so, or the end (of `performance.now()`) has come; other trouble than `not-verified` ends it. */
export async function untilSo<T>(
  look: () => Attempt<T> | Promise<Attempt<T>>,
  end: number,
  signal: AbortSignal | undefined,
): Promise<Attempt<T>> {
  for (;;) {
    const seen = await look()
    const passing = !seen.ok && seen.refusals.every(r => r.code === 'not-verified')
    if (!passing || signal?.aborted || performance.now() >= end) return seen
    await sleep(pause)
  }
}

/** The data-dir that tells most of the configuration: the leader's, else the first known. */
export function tellingDataDir(servers: PlannedVerification['servers'], leader: string): string | null {
  const led = servers.find(s => s.serverId === leader)?.dataDir
  return led ?? servers.find(s => s.dataDir !== null)?.dataDir ?? null
}

/** Whether the stored configuration of a data-dir has the planned voters, as a sentence; the scheduler may be running. */
export function checkVoters(
  {voters, exactly}: Pick<PlannedVerification, 'voters' | 'exactly'>,
  dataDir: string | null,
): Attempt<readonly string[]> {
  if (dataDir === null || (voters.length === 0 && !exactly)) return done([])
  const configuration = configurationIn(dataDir)
  const found = (configuration?.servers ?? []).filter(s => s.suffrage === 'Voter').map(s => s.id)
  const missing = voters.some(id => !found.includes(id))
  const strange = exactly && found.some(id => !voters.includes(id))
  const said = `the configuration in ${dataDir} has the voters ${quoted(found)}`
  if (!missing && !strange) return done([`${said} (index ${configuration?.index})`])
  return refuse('not-verified', dataDir, `${said}, planned were ${quoted(voters)}`)
}

const quoted = (ids: readonly string[]): string => ids.map(id => `"${id}"`).join(', ') || 'none'

function configurationIn(dataDir: string) {
  try {
    const read = readDataDir(dataDir, {check: false})
    return effectiveConfiguration(readValue(read.raftDb)?.store ?? null, readValue(read.snapshots) ?? [])
  } catch (error) {
    // Busy, or just being made: it is looked at again.
    if (error instanceof ToolError) return null
    throw error
  }
}
