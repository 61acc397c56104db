import type {Check} from './define-check.ts'
import {noLeaderChecks} from './no-leader/index.ts'

/** Every check of this release; `doctor explain` looks ids up here. */
export const checks: readonly Check[] = [...noLeaderChecks]
