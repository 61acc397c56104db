import {agentOnlyChecks} from './agent-reachability/index.ts'
import type {AnyCheck} from './define-check.ts'
import {noLeaderChecks} from './no-leader/index.ts'
import {preflightOnlyChecks} from './preflight/index.ts'
import {workerReachabilityChecks} from './worker-reachability/index.ts'

/**
 * Every check of this release, each id once; `doctor explain` looks ids up here. Preflight asks most of them ahead,
 * under the same ids.
 */
export const checks: readonly AnyCheck[] = [
  ...noLeaderChecks,
  ...workerReachabilityChecks,
  ...agentOnlyChecks,
  ...preflightOnlyChecks,
]
