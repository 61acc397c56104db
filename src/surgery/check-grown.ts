import {dirname, join} from 'node:path'
import {readValue} from '../case/read.ts'
import {comparePositions} from '../facts/cluster.ts'
import {positionIn} from '../facts/position-in.ts'
import type {Position} from '../facts/types.ts'
import {effectiveConfiguration} from '../formats/raft/effective-configuration.ts'
import {loadableSnapshot} from '../formats/raft/snapshot-order.ts'
import type {RaftStore} from '../formats/raft/types.ts'
import type {Plan, RewriteRaftDb} from '../repairs/plan.ts'
import {readDataDir} from '../sources/data-dir/read-data-dir.ts'
import {readSnapshots} from '../sources/data-dir/read-snapshots.ts'
import {type Refusal, refuse} from './refusal.ts'

/**
 * Whether a log that schedulers may have gone on with holds what the plan was made from, and nothing behind it but
 * entries that change no membership; and whether it still reaches furthest of all. Nothing has it open any more.
 */
export function checkGrown(plan: Plan, {path, change}: RewriteRaftDb, store: RaftStore): readonly Refusal[] {
  const {mayGrow, snapshot} = change
  if (mayGrow === undefined) return []
  const changed = (what: string): readonly Refusal[] => {
    const names = (plan.containers?.present ?? []).flatMap(({name, up}) => (up ? [name] : []))
    return refuse('inputs-changed', path, `${what} since the plan was made, while its scheduler ran`, [
      `Stop it first, so that nothing changes any more: docker stop ${names.join(' ')}`,
      'Then make a new plan: run the repair again.',
    ]).refusals
  }
  const snapshots = readValue(readSnapshots(join(dirname(path), 'snapshots'), 'snapshots', {check: false})) ?? []
  const loaded = loadableSnapshot(snapshots)?.meta ?? null
  if (loaded?.index !== bigintOf(snapshot?.index) || loaded?.term !== bigintOf(snapshot?.term)) {
    return changed(`${dirname(path)} has another snapshot`)
  }
  const last = BigInt(change.index) - 1n
  const run = store.log.terms.find(r => r.first <= last && last <= r.last)
  const term = run?.term ?? (loaded?.index === last ? loaded.term : null)
  if (term !== BigInt(mayGrow.lastTerm)) return changed(`entry ${last} of ${path} has become another one`)
  const configuration = effectiveConfiguration(store, snapshots)
  if (configuration?.index !== BigInt(mayGrow.configuration)) return changed(`the member list in ${path} has changed`)
  const reached = positionOf(dirname(dirname(path)))
  const ahead = plan.stores.find(({dataDir, raftDb}) => {
    const other = raftDb === null || raftDb === path ? null : positionOf(dataDir)
    return other !== null && reached !== null && comparePositions(other, reached) > 0
  })
  return ahead === undefined ? [] : changed(`${ahead.dataDir} has come to reach further than ${path}`)
}

const bigintOf = (text: string | undefined): bigint | undefined => (text === undefined ? undefined : BigInt(text))

const positionOf = (dataDir: string): Position | null =>
  readValue(positionIn(readDataDir(dataDir, {check: false, lock: false})))
