import {leadersInSight} from '../../checks/no-leader/rules/leader-in-sight.ts'
import type {Server} from '../../facts/types.ts'
import type {PlanContext} from './context.ts'

/** Faults after which one server's data is not simply the cluster's: a person has to say which of them is to live. */
const forAPerson = [
  'several-bootstrap-servers',
  'clusters-merged',
  'foreign-data-dir',
  'data-dir-shared',
  'duplicate-server-id',
]

/** Why no plan may be made that names servers anew; null when nothing stands in the way. */
export function hindranceOf(context: PlanContext): string | null {
  const found = context.findings.find(f => f.severity === 'error' && forAPerson.includes(f.check))
  return found ? `${found.check} has to be settled first, by a person: ${found.message}` : null
}

/** Evidence that contradicts itself: whatever is planned from it may be wrong. */
export function contradictionOf(context: PlanContext): string | null {
  const found = context.findings.find(f => f.confidence === 'low' && f.status === 'fail')
  return found ? `the evidence contradicts itself: ${found.message}` : null
}

/** A link could lead elsewhere by the time the plan is run. */
export function linkRefusals(context: PlanContext, servers: readonly Server[]): readonly string[] {
  return servers.flatMap(({dataDir}) =>
    dataDir !== null && context.links.has(dataDir.path)
      ? [`${dataDir.path} is a symbolic link: name the folder itself, ${dataDir.realPath}`]
      : [],
  )
}

/** Rewriting the membership beside a leader would make a second cluster of its servers. */
export function leaderRefusals({facts}: PlanContext): readonly string[] {
  return leadersInSight(facts).map(
    ({serverId, label}) =>
      `"${serverId ?? label}" leads: a majority is alive, and rewriting it would make two clusters`,
  )
}
