import {containerActionShapes, isPlannedContainers} from './container-shapes.ts'
import type {Action, Plan} from './plan.ts'
import {isCall, isFileStep, isInOrder} from './plan-steps.ts'
import {isPlannedPrimary, primaryCallShapes} from './primary-shapes.ts'
import {planId} from './seal-plan.ts'
import {type Holds, isNumber, isOneOf, isPath, isRecord, isText, listOf, orMissing, orNull, shape} from './shape.ts'

/** A plan read from a file, or why it is none. */
export type DecodedPlan = {readonly plan: Plan} | {readonly problem: string}

/** Decodes a saved plan (`--plan-out`): its shape, every action, and that nothing in it was changed since. */
export function decodePlan(text: string): DecodedPlan {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return {problem: `it is not JSON: ${(error as Error).message}`}
  }
  if (!isRecord(value)) return {problem: 'it is not a plan'}
  if (value.schemaVersion !== 1) return {problem: `it has schemaVersion ${String(value.schemaVersion)}, not 1`}
  const wrong = Object.entries(fields).find(([name, holds]) => !holds(value[name]))
  if (wrong) return {problem: `"${wrong[0]}" is missing or not what a plan has there`}
  const plan = value as unknown as Plan
  if (!isInOrder(plan)) return {problem: 'its steps are not in an order they can be done in'}
  if (plan.containers === undefined && !plan.steps.every(step => isFileStep(step) || isCall(step)))
    return {problem: 'it works on containers, and does not say on which'}
  if (plan.primary === undefined && plan.steps.some(isCall))
    return {problem: 'it calls a primary, and does not say which'}
  const id = planId(plan)
  if (plan.id !== id)
    return {problem: `it was changed after it was made: its id is ${plan.id}, its content gives ${id}`}
  return {plan}
}

const isHash: Holds = v => isText(v) && /^[0-9a-f]{64}$/.test(v)

const isServer = shape({id: isText, address: isText, suffrage: isOneOf('Voter', 'Nonvoter', 'Staging')})

const isOffset: Holds = v => Number.isSafeInteger(v) && Number(v) >= 0

const isSplice: Holds = v =>
  shape({from: isOffset, to: isOffset, insert: isText})(v) && isRecord(v) && Number(v.from) <= Number(v.to)

const isOwnership = shape({mode: v => Number.isInteger(v) && Number(v) >= 0 && Number(v) <= 0o7777, ownerOf: isPath})

const actions: Record<Action['kind'], Holds> = {
  ...containerActionShapes,
  ...primaryCallShapes,
  'rewrite-raft-db': shape({
    path: isPath,
    change: shape({
      servers: listOf(isServer),
      snapshot: orNull(shape({index: isNumber, term: isNumber})),
      index: isNumber,
      term: isNumber,
      mayGrow: orMissing(shape({lastTerm: isNumber, configuration: isNumber})),
    }),
  }),
  'write-file': shape({path: isPath, text: isText, ifNew: isOwnership}),
  'edit-text': shape({path: isPath, splices: listOf(isSplice), sha256: isHash}),
  'export-state': shape({
    path: isPath,
    dataDir: isPath,
    content: isOneOf('jobs', 'executions'),
    release: orNull(isText),
    sha256: isHash,
    ifNew: isOwnership,
  }),
  'remove-file': shape({path: isPath}),
  'move-aside': shape({path: isPath}),
}

const isAction: Holds = v =>
  isRecord(v) && isText(v.kind) && Object.hasOwn(actions, v.kind) && actions[v.kind as Action['kind']](v)

const fields: Record<keyof Omit<Plan, 'schemaVersion'>, Holds> = {
  id: isText,
  strategy: isText,
  title: isText,
  risk: isOneOf('safe', 'disruptive', 'data-loss'),
  confirm: v => v === undefined || isText(v),
  findings: listOf(isText),
  stores: listOf(shape({dataDir: isPath, raftDb: orNull(isPath)})),
  inputs: listOf(shape({path: isPath, sha256: v => v === 'absent' || v === 'in-use' || isHash(v)})),
  steps: listOf(shape({id: isText, title: isText, diff: isText, undo: isText, action: isAction})),
  stopped: orMissing(
    listOf(
      shape({
        folder: isPath,
        dataDir: isPath,
        port: v => isOffset(v) && Number(v) > 0 && Number(v) < 65536,
        hostnames: listOf(isText),
      }),
    ),
  ),
  containers: orMissing(isPlannedContainers),
  primary: orMissing(isPlannedPrimary),
  kept: listOf(isText),
  lost: listOf(isText),
  refusals: listOf(isText),
  next: listOf(isText),
}
