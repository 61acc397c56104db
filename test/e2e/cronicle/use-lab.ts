import {beforeEach, inject, type onTestFinished} from 'vitest'
import type {Lab} from './lab.ts'
import {play} from './play.ts'
import type {Scenario} from './scenario.ts'

type OnFinished = typeof onTestFinished

let count = 0

/** Skips every test of the file, with the reason, where no such network can be built. */
export function needsNetwork(): void {
  beforeEach(context => {
    const {missing} = inject('cronicle')
    if (missing !== '') context.skip(missing)
  })
}

/** The scenario, played to its end; all of it is removed with the test. */
export function played(scenario: Scenario, onFinished: OnFinished): Promise<Lab> {
  const {run, kit} = inject('cronicle')
  count += 1
  return play(kit, `${run}-${process.pid}-${count}`, scenario, lab => onFinished(() => lab.close()))
}
