import {Flags} from '@oclif/core'
import type {RunOptions} from '../surgery/run-plan.ts'

const helpGroup = 'CONTAINERS'

/** How a repair deals with the running servers. */
export const containerFlags = {
  'no-containers': Flags.boolean({
    description: 'change files only, and leave stopping and starting to you',
    helpGroup,
  }),
  wait: Flags.integer({
    description: 'how long servers may take to agree on a leader, or a worker to be online',
    helpValue: 'SECONDS',
    default: 30,
    min: 1,
    max: 3600,
    helpGroup,
  }),
  rollback: Flags.boolean({
    description: 'take everything back by itself when they do not',
    helpGroup,
  }),
}

/** The parsed flags as a run takes them. */
export function containerOptionsOf(flags: {
  wait: number
  rollback: boolean
  timeout: number
}): Pick<RunOptions, 'patience' | 'rollback'> {
  return {patience: {wait: flags.wait * 1000, timeout: flags.timeout * 1000}, rollback: flags.rollback}
}
