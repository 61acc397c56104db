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

/** Which checks count, and what ends with exit code 1. */
export const checkFlags = {
  only: ids('run these checks only'),
  skip: ids('leave these checks out'),
  'fail-level': Flags.option({
    description: 'least severity that ends with exit code 1',
    options: ['error', 'warning', 'never'] as const,
    default: 'error' as const,
    helpGroup: 'CHECKS',
  })(),
}
