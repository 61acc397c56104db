import type {DkronVersion} from './types.ts'
import {atLeast} from './version.ts'

/** Where releases differ in what a command does to the jobs (dkron/store.go and dkron/fsm.go of every release). */
export interface ReplayRules {
  /** From 4.0.9: a SetJob over a job with dependent jobs keeps them; before, the command's own list counts. */
  readonly keepsDependentJobs: boolean
  /** From 2.2.2: a SetJob keeps the status that is stored. */
  readonly keepsStatus: boolean
  /** Up to 2.0.6: DeleteJob removes the executions of this job alone, not of every job whose name begins alike. */
  readonly deletesExactly: boolean
}

/** The rules of the release that reads the data-dir next; those of 4.0.9 when it is not known. */
export function replayRules(version: DkronVersion | null): ReplayRules {
  return {
    keepsDependentJobs: version === null || atLeast(version, '4.0.9'),
    keepsStatus: version === null || atLeast(version, '2.2.2'),
    deletesExactly: version !== null && !atLeast(version, '2.1.0'),
  }
}
