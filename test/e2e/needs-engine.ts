import {beforeEach, inject} from 'vitest'

/** Skips every test of the file, with the reason, where no engine can be had. */
export function needsEngine(): void {
  beforeEach(context => {
    const {missing} = inject('lab')
    if (missing !== '') context.skip(missing)
  })
}
