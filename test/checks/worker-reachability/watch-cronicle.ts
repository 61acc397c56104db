import type {CronicleNeed} from '../../../src/checks/define-check.ts'
import type {CronicleFacts} from '../../../src/facts/cronicle/types.ts'

/** The same facts, noting in `reads` every field of primary, workers and cluster that is looked at. */
export function watchCronicle(facts: CronicleFacts, reads: Set<CronicleNeed>): CronicleFacts {
  return {
    primary: watched(facts.primary, 'primary', reads),
    workers: facts.workers.map(w => watched(w, 'worker', reads)),
    cluster: watched(facts.cluster, 'cluster', reads),
  }
}

function watched<T extends object>(target: T, what: 'primary' | 'worker' | 'cluster', reads: Set<CronicleNeed>): T {
  return new Proxy(target, {
    get(object, field, receiver) {
      if (typeof field === 'string' && field !== 'label') reads.add(`${what}.${field}` as CronicleNeed)
      return Reflect.get(object, field, receiver)
    },
  })
}
