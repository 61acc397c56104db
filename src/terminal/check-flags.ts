import {Flags} from '@oclif/core'

const ids = (description: string) =>
  Flags.string({
    description,
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
    helpValue: 'ID',
    helpGroup: 'CHECKS',
  })

/** Which checks count, what ends with exit code 1, and what is lived with. */
export const judgeFlags = {
  only: ids('run these checks only'),
  skip: ids('leave these checks out'),
  'fail-level': Flags.option({
    description: 'least severity that ends with exit code 1 (default: error)',
    options: ['error', 'warning', 'never'] as const,
    helpGroup: 'CHECKS',
  })(),
  settings: Flags.string({
    description: 'settings, else doctor.yml found upward from the present folder',
    helpValue: 'FILE',
    helpGroup: 'CHECKS',
    exclusive: ['no-settings'],
  }),
  'no-settings': Flags.boolean({description: 'pass over doctor.yml', helpGroup: 'CHECKS'}),
  baseline: Flags.string({
    description: 'findings of this file are shown and fail nothing',
    helpValue: 'FILE',
    helpGroup: 'CHECKS',
  }),
}

/** The same, where one run is what a baseline can be made of. */
export const checkFlags = {
  ...judgeFlags,
  'write-baseline': Flags.boolean({
    description: 'put what fails now into the baseline',
    helpGroup: 'CHECKS',
  }),
}

/** As parsed. */
export interface CheckFlags {
  readonly only?: readonly string[]
  readonly skip?: readonly string[]
  readonly 'fail-level'?: 'error' | 'warning' | 'never'
  readonly settings?: string
  readonly 'no-settings': boolean
  readonly baseline?: string
  readonly 'write-baseline'?: boolean
}
