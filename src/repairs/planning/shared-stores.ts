import type {EngineRow} from '../../formats/docker/decode-engine-row.ts'
import type {Plan} from '../plan.ts'

/** Containers besides the plan's own that can write to its data-dirs, in sentences. */
export interface OthersOnStores {
  readonly running: readonly string[]
  readonly stopped: readonly string[]
}

/**
 * Who else could open a data-dir: containers with the same volume or folder, one in it, or the one right above it.
 * One that merely has the whole disk mounted, as monitors have, is not named: the lock of raft.db tells whether it
 * really opens it.
 */
export function othersOnStores(
  rows: readonly EngineRow[],
  stores: Plan['stores'],
  own: readonly EngineRow[],
): OthersOnStores {
  const running: string[] = []
  const stopped: string[] = []
  const sources = own.flatMap(row => row.mounts.map(m => m.source))
  for (const row of rows) {
    if (own.some(({id}) => id === row.id)) continue
    const shared = stores.find(({dataDir}) => row.mounts.some(m => m.writable && holds(m.source, dataDir, sources)))
    if (shared === undefined) continue
    const {name, id, state} = row
    if (row.up) {
      running.push(
        `container ${name} (${id.slice(0, 12)}, ${state}) has ${shared.dataDir} mounted too and is no part of this plan: stop it first (docker stop ${name})`,
      )
    } else stopped.push(`Container ${name} (${state}) has ${shared.dataDir} mounted too: do not start it meanwhile.`)
  }
  return {running, stopped}
}

function holds(source: string, dataDir: string, sources: readonly string[]): boolean {
  const above = dataDir.slice(0, dataDir.lastIndexOf('/'))
  const isSame = sources.includes(source) && within(dataDir, source)
  return isSame || within(source, dataDir) || (source === above && above.lastIndexOf('/') > 0)
}

const within = (inner: string, outer: string): boolean =>
  inner === outer || inner.startsWith(`${outer.replace(/\/+$/, '')}/`)
