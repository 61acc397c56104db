import {agentReachabilityChecks} from '../checks/agent-reachability/index.ts'
import type {Facts} from '../facts/types.ts'
import {describeFacts} from './describe-facts.ts'
import {type DiagnoseOptions, diagnose} from './diagnose.ts'
import {memberRows} from './member-rows.ts'
import {locateServers} from './place-of.ts'
import type {Report} from './types.ts'

/** The report of `doctor worker-reachability` on a Dkron cluster. */
export function diagnoseAgents(
  facts: Facts,
  settings: Pick<DiagnoseOptions, 'version' | 'failLevel' | 'only' | 'skip' | 'suppress'>,
): Report {
  return diagnose(facts, agentReachabilityChecks, {
    command: 'worker-reachability',
    ...settings,
    facts: {...describeFacts(facts), members: memberRows(facts)},
    locate: locateServers(facts),
  })
}
