import {writeFileSync} from 'node:fs'

/** Writes every skipped test with its reason: vitest's JSON report names them but leaves the reasons out. */
export default class SkippedReporter {
  onTestRunEnd(testModules) {
    const skipped = []
    for (const module of testModules) {
      for (const test of module.children.allTests('skipped')) {
        skipped.push({test: test.fullName, reason: test.result().note ?? ''})
      }
    }
    writeFileSync(process.env.SKIPPED_REPORT, JSON.stringify(skipped))
  }
}
