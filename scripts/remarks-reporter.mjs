import {writeFileSync} from 'node:fs'

/** Writes what vitest's JSON report leaves out: why a test was skipped, and which passed at the second try alone. */
export default class RemarksReporter {
  onTestRunEnd(testModules) {
    const remarks = {skipped: [], again: []}
    for (const module of testModules) {
      for (const test of module.children.allTests()) {
        const {state, note} = test.result()
        if (state === 'skipped') remarks.skipped.push({test: test.fullName, reason: note ?? ''})
        if (test.diagnostic()?.flaky) remarks.again.push(`${module.relativeModuleId}: ${test.fullName}`)
      }
    }
    writeFileSync(process.env.REMARKS_REPORT, JSON.stringify(remarks))
  }
}
