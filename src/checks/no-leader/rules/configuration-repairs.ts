import {readValue} from '../../../case/read.ts'
import type {Facts, Server} from '../../../facts/types.ts'
import {missingEntries} from './missing-entries.ts'
import {hasStateToRecover} from './raft-state.ts'
import {isAtLeast, recoversFromPeersJson} from './released-behaviour.ts'

/** Repairs that write a new configuration for this server, safest first, as far as its release and its store allow. */
export function configurationRepairs(server: Server): readonly string[] {
  if (!hasStateToRecover(server)) return []
  const repairs: string[] = []
  if (canAppendConfiguration(server)) repairs.push('recover-configuration')
  if (isAtLeast(server, recoversFromPeersJson) === true) repairs.push('peers-json')
  return repairs
}

/** raft.db can be rewritten with one more entry: it is readable, undamaged and nothing is missing after the snapshot. */
function canAppendConfiguration(server: Server): boolean {
  const file = readValue(server.store)
  if (!file?.store || file.damage.some(d => d.severity === 'error')) return false
  return file.store.log.badEntryCount === 0 && missingEntries(server) === null
}

/** Said wherever a configuration of several voters is about to be replaced. */
export const onlyWhenReallyGone =
  'Write a new configuration only when the missing voters are really gone for good: a majority that comes back from them beside this server makes two clusters with two histories.'

/** Said wherever jobs look lost. */
export function nothingIsLost(facts: Facts): readonly string[] {
  const empty = facts.servers.find(s => s.api?.jobs === 0)
  const seen = empty ? `${empty.label} shows 0 jobs because` : 'Without a leader /v1/jobs shows no jobs, because'
  return [
    `Nothing is lost: ${seen} entries reach the job list only after a leader commits them; they are all in raft.db.`,
    'Do not take GET /v1/jobs as a backup now: it is empty. Copy the stopped data-dir instead.',
  ]
}
