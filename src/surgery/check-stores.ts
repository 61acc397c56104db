import {lstatSync, readdirSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {placeEntry} from '../formats/raft/place-entry.ts'
import type {Plan, RewriteRaftDb} from '../repairs/plan.ts'
import {partsOf} from '../repairs/plan-steps.ts'
import {openFileBytes} from '../sources/file-bytes.ts'
import {checkGrown} from './check-grown.ts'
import {decodeChange, isPlannedPlace} from './do-step.ts'
import {examineStore} from './examine-store.ts'
import {checkFreeSpace, type SpaceNeed} from './free-space.ts'
import {type Refusal, refusalOf, refuse} from './refusal.ts'

/** Whether a raft.db that is to be rewritten is sound, and the new entry goes where the plan says. */
export function checkRewrite(plan: Plan, action: RewriteRaftDb): readonly Refusal[] {
  const {path, change} = action
  const bytes = openFileBytes(path)
  try {
    const examined = examineStore(path, bytes)
    if (!examined.ok) return examined.refusals
    const place = placeEntry(examined.value.store, decodeChange(change).snapshot)
    if ('problem' in place) return refuse('damaged-store', path, `${path}: ${place.problem}`).refusals
    if (isPlannedPlace(change, place)) return checkGrown(plan, action, examined.value.store)
    const message = `the new entry of ${path} would get index ${place.index} and term ${place.term}, not as planned`
    return refuse('inputs-changed', path, message, ['Make a new plan: run the repair again.']).refusals
  } catch (error) {
    return [refusalOf(error, path)]
  } finally {
    bytes.close()
  }
}

/** Whether there is room for every new file beside its old one and for a backup that does not compress at all. */
export function checkRoom(plan: Plan, roots: readonly string[], backupFolder: string): readonly Refusal[] {
  const needs: SpaceNeed[] = partsOf(plan).files.flatMap(({action}) => {
    if (action.kind === 'rewrite-raft-db') {
      return [{folder: dirname(action.path), bytes: lstatSync(action.path).size, what: 'the new raft.db'}]
    }
    if (action.kind === 'export-state') {
      // Jobs and executions are in the store, and stand there in fewer words: thrice its size is ample.
      const bytes = 3 * sizeBelow(action.dataDir)
      return [{folder: dirname(action.path), bytes, what: `the export of the ${action.content}`}]
    }
    if (action.kind === 'edit-text') {
      const added = action.splices.reduce((sum, {insert}) => sum + Buffer.byteLength(insert), 0)
      return [
        {folder: dirname(action.path), bytes: lstatSync(action.path).size + added, what: `the new ${action.path}`},
      ]
    }
    if (action.kind !== 'write-file') return []
    return [{folder: dirname(action.path), bytes: Buffer.byteLength(action.text), what: `the new ${action.path}`}]
  })
  const bytes = roots.reduce((sum, root) => sum + sizeBelow(root), 0)
  const room = checkFreeSpace([...needs, {folder: backupFolder, bytes, what: 'the backup'}])
  return room.ok ? [] : room.refusals
}

function sizeBelow(path: string): number {
  const stat = lstatSync(path)
  if (stat.isFile()) return stat.size
  return stat.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + sizeBelow(join(path, name)), 0) : 0
}
