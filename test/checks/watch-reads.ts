import type {Need} from '../../src/checks/define-check.ts'
import type {Facts} from '../../src/facts/types.ts'

/** The same facts, noting in `reads` every field of a server and of the cluster that is looked at. */
export function watchReads(facts: Facts, reads: Set<Need>): Facts {
  return {
    servers: facts.servers.map(s => watched(s, 'server', reads)),
    cluster: watched(facts.cluster, 'cluster', reads),
  }
}

function watched<T extends object>(target: T, what: 'server' | 'cluster', reads: Set<Need>): T {
  return new Proxy(target, {
    get(object, field, receiver) {
      if (typeof field === 'string' && field !== 'label') reads.add(`${what}.${field}` as Need)
      return Reflect.get(object, field, receiver)
    },
  })
}
