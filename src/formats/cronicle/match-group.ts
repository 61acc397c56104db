import {createContext, Script} from 'node:vm'
import type {StoredGroup} from '../../case/cronicle.ts'

export type GroupMatch =
  | {readonly result: 'matches' | 'differs'}
  /** Cronicle passes over a group whose expression is none. */
  | {readonly result: 'invalid'; readonly problem: string}
  | {readonly result: 'too-slow'}

/** An expression from a file may backtrack without end. Milliseconds. */
const patience = 250

const attempt = new Script('matched = new RegExp(regexp).test(hostname)')

/**
 * Whether a group holds a hostname: `hostname.match(new RegExp(group.regexp))` (lib/engine.js, checkMasterEligibility),
 * so anywhere in the name and told apart by case. The web page's own preview is not, which misleads.
 */
export function matchGroup(group: StoredGroup, hostname: string): GroupMatch {
  const sandbox = {regexp: group.regexp, hostname, matched: false}
  try {
    attempt.runInContext(createContext(sandbox), {timeout: patience})
    return {result: sandbox.matched === true ? 'matches' : 'differs'}
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException
    if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return {result: 'too-slow'}
    return {result: 'invalid', problem: message ?? String(error)}
  }
}
