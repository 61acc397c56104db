import {lstatSync} from 'node:fs'
import type {Plan, PlanInput} from '../repairs/plan.ts'
import {partsOf} from '../repairs/plan-steps.ts'
import {hashFile} from './imprint.ts'
import type {StepRecord} from './ledger-records.ts'
import {type Refusal, refusalOf, refuse} from './refusal.ts'
import {readStepState} from './step-state.ts'

/**
 * Whether everything is still as the plan found it. What an unfinished run of the same plan has done already is left
 * out (`doneBefore`), and so is what lies in a folder it has moved aside.
 */
export function checkInputs(plan: Plan, doneBefore: readonly StepRecord[]): readonly Refusal[] {
  const settled = doneBefore.filter(record => readStepState(record) === 'new').map(({path}) => path)
  const isSettled = ({path}: PlanInput): boolean => settled.some(s => path === s || path.startsWith(`${s}/`))
  return [...checkCovered(plan), ...plan.inputs.filter(input => !isSettled(input)).flatMap(checkInput)]
}

function checkInput({path, sha256}: PlanInput): readonly Refusal[] {
  try {
    const present = lstatSync(path, {throwIfNoEntry: false})
    // The lock, and the place of the new entry, tell of it all that counts (`checkRewrite`).
    if (sha256 === 'in-use' && present?.isFile()) return []
    const found = present === undefined ? 'absent' : present.isFile() ? hashFile(path).sha256 : 'no file'
    if (found === sha256) return []
    const message = found === 'absent' ? `${path} is gone` : `${path} is not what it was when the plan was made`
    return refuse('inputs-changed', path, sha256 === 'absent' ? `${path} exists now` : message, [
      'Make a new plan: run the repair again.',
    ]).refusals
  } catch (error) {
    return [refusalOf(error, path)]
  }
}

/** A file is only written or taken away when the plan says what stood there; two steps never share a path. */
function checkCovered(plan: Plan): readonly Refusal[] {
  const known = new Set(plan.inputs.map(({path}) => path))
  const {files} = partsOf(plan)
  const paths = files.map(({action}) => action.path)
  return files.flatMap(({id, action}, i) => {
    if (paths.indexOf(action.path) !== i) {
      return refuse('plan-refused', id, `the plan has two steps for ${action.path}`).refusals
    }
    if (action.kind === 'move-aside' || known.has(action.path)) return []
    return refuse('plan-refused', id, `the plan does not say what stood at ${action.path}`).refusals
  })
}
