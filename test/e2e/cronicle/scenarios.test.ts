import {test} from 'vitest'
import {expectDiagnosis} from './expect-diagnosis.ts'
import {scenarios} from './scenarios/index.ts'
import {needsNetwork, played} from './use-lab.ts'

needsNetwork()

for (const scenario of scenarios.filter(s => !s.alone)) {
  test.concurrent(scenario.name, async ({onTestFinished}) => {
    await expectDiagnosis(await played(scenario, onTestFinished), scenario)
  })
}

for (const scenario of scenarios.filter(s => s.alone)) {
  test(scenario.name, async ({onTestFinished}) => {
    await expectDiagnosis(await played(scenario, onTestFinished), scenario)
  })
}
