import {readValue} from '../../../case/read.ts'
import type {Facts, Server} from '../../../facts/types.ts'
import type {StoredConfiguration} from '../../../formats/raft/types.ts'
import type {Evidence} from '../../../report/types.ts'
import {quoteConfiguration} from './quote-evidence.ts'

/** The configuration of the server whose log reaches furthest, with that server; null when there is none. */
export function newestConfiguration(facts: Facts): {holder: Server; configuration: StoredConfiguration} | null {
  const configuration = readValue(facts.cluster.configuration)
  const holder = facts.servers.find(s => s.label === facts.cluster.mostUpToDate)
  return configuration !== null && holder ? {holder, configuration} : null
}

export function quoteNewestConfiguration(facts: Facts): readonly Evidence[] {
  const newest = newestConfiguration(facts)
  return newest === null ? [] : [quoteConfiguration(newest.holder, newest.configuration)]
}
