import {readValue} from '../../../case/read.ts'
import type {Facts} from '../../../facts/types.ts'
import type {Evidence} from '../../../report/types.ts'
import {quoteSetting} from './quote-evidence.ts'
import {serverIdOf} from './server-id.ts'

/** One server's bootstrap-expect and where it was seen. */
export interface ExpectValue {
  readonly server: string
  readonly value: number
  readonly quote: Evidence
}

/** bootstrap-expect of every server that sets one, save 0, which takes no part in it (serf.go `maybeBootstrap`): its settings, and the tags of gossip members not among the servers. */
export function expectValues(facts: Facts): readonly ExpectValue[] {
  const values: ExpectValue[] = []
  const ids: string[] = []
  for (const server of facts.servers) {
    const id = serverIdOf(server)
    if (id !== null) ids.push(id)
    const setting = readValue(server.settings)?.bootstrapExpect
    if (!setting?.value) continue
    const quote = quoteSetting(server, setting, `expects ${setting.value}`)
    values.push({server: server.label, value: setting.value, quote})
  }
  for (const member of facts.cluster.members) {
    if (!member.expect || ids.includes(member.name)) continue
    const quote = {source: `/v1/members: tag expect of "${member.name}"`, value: `expects ${member.expect}`}
    values.push({server: member.name, value: member.expect, quote})
  }
  return values
}
