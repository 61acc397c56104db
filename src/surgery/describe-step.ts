import {lstatSync} from 'node:fs'
import {dirname} from 'node:path'
import type {FileAction, PlanStep} from '../repairs/plan.ts'
import {newName, type Ownership, oldName} from './durable-replace.ts'
import {readImprint} from './imprint.ts'
import type {StepRecord} from './ledger-records.ts'

/** The record of a step about to be done: what stands there now, and the other name that will be used. */
export function describeStep({id, action}: PlanStep<FileAction>): StepRecord {
  const {path} = action
  const before = readImprint(path)
  const isAside = action.kind === 'remove-file' || action.kind === 'move-aside'
  const effect = isAside ? 'aside' : before.kind === 'absent' ? 'create' : 'replace'
  return {
    id,
    path,
    effect,
    before,
    after: null,
    other: isAside ? oldName(path) : newName(path),
    undoName: null,
    times: {own: timeOf(path), folder: timeOf(dirname(path)) ?? '0'},
  }
}

/** Owner and mode the file a step writes will have: those of the file it replaces, else those the plan names. */
export function ownershipFor({before}: StepRecord, {action}: PlanStep<FileAction>): Ownership {
  if (before.kind === 'file') return before
  if (action.kind !== 'write-file' && action.kind !== 'export-state')
    throw new RangeError(`${action.kind} makes no new file`)
  const {uid, gid} = lstatSync(action.ifNew.ownerOf)
  return {uid, gid, mode: action.ifNew.mode}
}

function timeOf(path: string): string | null {
  const stat = lstatSync(path, {bigint: true, throwIfNoEntry: false})
  return stat === undefined ? null : String(stat.mtimeNs)
}
