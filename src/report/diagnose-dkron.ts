import {noLeaderChecks} from '../checks/no-leader/index.ts'
import type {Facts} from '../facts/types.ts'
import {describeFacts} from './describe-facts.ts'
import {diagnose, type Suppress} from './diagnose.ts'
import {locateServers} from './place-of.ts'
import type {FailLevel, Report} from './types.ts'

interface DkronSettings {
  readonly version: string
  readonly failLevel: FailLevel
  readonly only: readonly string[]
  readonly skip: readonly string[]
  readonly suppress?: Suppress
}

/** The report of `doctor no-leader`, whoever asks for it. */
export function diagnoseDkron(facts: Facts, settings: DkronSettings): Report {
  return diagnose(facts, noLeaderChecks, {
    command: 'no-leader',
    ...settings,
    facts: {...describeFacts(facts)},
    locate: locateServers(facts),
  })
}
