/** What a key of Dkron's store names. Job names hold neither colon nor slash. */
export type StoreKey =
  | {readonly kind: 'job'; readonly jobName: string}
  | {readonly kind: 'execution'; readonly jobName: string; readonly id: string}

/**
 * `jobs:<name>`, `executions:<job>:<id>` and, in 2.1.1 alone, `executions/<job>/<id>` (dkron/store.go). Null for
 * anything else: Dkron never looks at it.
 */
export function parseStoreKey(key: string): StoreKey | null {
  if (key.startsWith('jobs:')) return {kind: 'job', jobName: key.slice('jobs:'.length)}
  const match = /^executions([:/])([^:/]*)\1(.*)$/s.exec(key)
  if (match === null) return null
  const [, , jobName = '', id = ''] = match
  return {kind: 'execution', jobName, id}
}
