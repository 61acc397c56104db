import {lstatSync} from 'node:fs'
import {readImprint, sameImprint} from './imprint.ts'
import type {StepRecord} from './ledger-records.ts'

/** Which side of a step the disk is on: before it, after it, or neither (somebody has changed it since). */
export type StepState = 'old' | 'new' | 'changed'

/** Told by what is on the disk alone, so it holds whenever the process was ended. Throws Node's system errors. */
export function readStepState({effect, path, other, before, after}: StepRecord): StepState {
  const present = readImprint(path)
  if (effect === 'aside') {
    const aside = readImprint(other)
    if (aside.kind === 'absent') return sameImprint(present, before) ? 'old' : 'changed'
    return present.kind === 'absent' && sameImprint(aside, before) ? 'new' : 'changed'
  }
  if (sameImprint(present, before)) return 'old'
  return after !== null && sameImprint(present, after) ? 'new' : 'changed'
}

/** Whether a new file of this step was left under its temporary name. */
export const hasLeftover = ({effect, other}: StepRecord): boolean =>
  effect !== 'aside' && lstatSync(other, {throwIfNoEntry: false}) !== undefined
