import type {AnyCheck} from './define-check.ts'
import {noLeaderChecks} from './no-leader/index.ts'
import {workerReachabilityChecks} from './worker-reachability/index.ts'

/** Every check of this release; `doctor explain` looks ids up here. */
export const checks: readonly AnyCheck[] = [...noLeaderChecks, ...workerReachabilityChecks]
