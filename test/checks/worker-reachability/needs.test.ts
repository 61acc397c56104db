import {beforeAll, describe, expect, test} from 'vitest'
import type {CronicleNeed} from '../../../src/checks/define-check.ts'
import {workerReachabilityChecks} from '../../../src/checks/worker-reachability/index.ts'
import {deriveCronicle} from '../../../src/facts/cronicle/derive-cronicle.ts'
import type {CronicleFacts} from '../../../src/facts/cronicle/types.ts'
import {collectCapture, expectedCronicle, unpackCapture} from '../../cronicle-captures.ts'
import {probedCases} from './probed-cases.ts'
import {watchCronicle} from './watch-cronicle.ts'

/** What a check declares to need decides which evidence is asked for, so it has to be what it reads. */
describe('needs', () => {
  const everything: CronicleFacts[] = []
  beforeAll(async () => {
    for (const {name} of expectedCronicle()) everything.push(deriveCronicle(await collectCapture(unpackCapture(name))))
    for (const {facts} of await probedCases()) everything.push(facts)
  }, 120_000)

  test.each(workerReachabilityChecks.map(check => ({id: check.id, check})))('$id reads what it declares', ({check}) => {
    const reads = new Set<CronicleNeed>()
    for (const facts of everything) check.run(watchCronicle(facts, reads))
    expect([...check.needs].sort()).toEqual([...reads].sort())
  })
})
