import type {StoredGroup} from '../../../case/cronicle.ts'
import {readValue} from '../../../case/read.ts'
import {ownName} from '../../../checks/worker-reachability/rules/own-name.ts'
import {matchGroup} from '../../../formats/cronicle/match-group.ts'
import type {Finding} from '../../../report/types.ts'
import type {CronicleContext} from './context.ts'
import type {ListChange} from './edit-stored-list.ts'

/**
 * The records that let a primary lead under its present name: its server record, and the group of primaries. Both are
 * asked for (lib/engine.js, checkMasterEligibility); one of them alone changes nothing.
 */
export function renameOwn({facts: {primary}}: CronicleContext, findings: readonly Finding[]): readonly ListChange[] {
  const asks = (check: string) => findings.some(f => f.check === check)
  const name = ownName(primary)?.value
  if (name === undefined || !(asks('primary-hostname-unknown') || asks('primary-not-eligible'))) return []
  const [former] = primary.ownRecords
  if (asks('primary-hostname-unknown') && former === undefined) return []
  const record: readonly ListChange[] =
    former && asks('primary-hostname-unknown') ? [{list: 'servers', at: former.at, edit: {hostname: name}}] : []
  const lead = (readValue(primary.groups)?.items ?? []).filter(g => g.value.primary)
  const [group] = lead
  if (group === undefined || lead.some(g => matchGroup(g.value, name).result === 'matches')) return record
  const regexp = expressionFor(group.value, former?.value.hostname ?? null, name)
  return matchGroup({...group.value, regexp}, name).result === 'matches'
    ? [...record, {list: 'server_groups', at: group.at, edit: {regexp}}]
    : []
}

/** As the setup writes it for one name (bin/storage-cli.js); a person's own expression is kept, and the name added. */
function expressionFor({regexp}: StoredGroup, former: string | null, name: string): string {
  const own = `^(${escaped(name)})$`
  return former !== null && regexp === `^(${escaped(former)})$` ? own : `${regexp}|${own}`
}

const escaped = (name: string): string => name.replace(/[.*+?^=!:${}()|[\]/\\]/g, '\\$&')
