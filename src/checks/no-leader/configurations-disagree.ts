import {readValue} from '../../case/read.ts'
import {comparePositions} from '../../facts/cluster.ts'
import type {Facts, Server} from '../../facts/types.ts'
import type {StoredConfiguration} from '../../formats/raft/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {leadersInSight} from './rules/leader-in-sight.ts'
import {quoteOwnConfiguration} from './rules/quote-evidence.ts'
import {dataFolderOf} from './rules/shared-data-dir.ts'

export default defineCheck({
  id: 'configurations-disagree',
  severity: 'warning',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'The data-dirs hold different configurations',
  message: '{older} has an older list of servers than {newer}: {difference}',
  why: `Every server decides by its own copy of the configuration who may vote. A server that was away while others were added or removed has an old copy until a leader brings it up to date. Started before the others, old copies can elect a leader among themselves and lose what was written since.

A server recovered alone while the others kept the old list is the dangerous form: both sides can then elect a leader of their own.`,
  confirm: ['dkron raft list-peers --rpc-addr SERVER:6868   # on each server'],
  repairs: [],
  folklore: ['Copying the configuration from one to another by hand: start the newest first, its leader does that.'],
  references: ['hashicorp/raft configuration.go: configurations.latest', 'Raft paper, 6 Cluster membership changes'],
  needs: [
    'cluster.leader',
    'server.api',
    'server.configuration',
    'server.container',
    'server.dataDir',
    'server.history',
    'server.identity',
    'server.log',
    'server.position',
    'server.version',
  ],
  explains: ['two-voters', 'stale-voter'],
  run(facts) {
    const holders = facts.servers.filter(s => s.configuration.state === 'read' && s.position.state === 'read')
    if (holders.length < 2) return skip('needs the data-dirs of two servers')
    const newest = holders.reduce((best, s) => (isAhead(s, best) ? s : best))
    return failEach(
      holders.filter(s => dataFolderOf(s) !== dataFolderOf(newest)).flatMap(server => compare(server, newest, facts)),
    )
  },
})

function isAhead(a: Server, b: Server): boolean {
  const pa = readValue(a.position)
  const pb = readValue(b.position)
  return pa !== null && pb !== null && comparePositions(pa, pb) > 0
}

function compare(server: Server, newest: Server, facts: Facts): readonly Failure[] {
  const mine = readValue(server.configuration)
  const theirs = readValue(newest.configuration)
  if (mine === null || theirs === null || rightsIn(mine) === rightsIn(theirs)) return []
  const lagging = newest.history.some(c => rightsIn(c) === rightsIn(mine))
  // With a leader a lagging copy is brought up to date by itself; it may only have been copied a moment earlier.
  const led = leadersInSight(facts).length > 0
  if (led && lagging) return []
  return [
    {
      subject: server.label,
      severity: lagging || led ? 'warning' : 'error',
      params: {older: server.label, newer: newest.label, difference: differenceOf(mine, theirs)},
      message: lagging
        ? undefined
        : '{older} and {newer} have lists of servers of which neither follows from the other: {difference}',
      evidence: [...quoteOwnConfiguration(server), ...quoteOwnConfiguration(newest)],
      advice: [
        `Start ${newest.label} and the servers of its list first, wait for a leader, then start ${server.label}.`,
      ],
      key: newest.label,
    },
  ]
}

/** Who may vote. Addresses are left out: the leader corrects them one entry at a time, and 4.x does not go by them. */
function rightsIn(c: StoredConfiguration): string {
  return c.servers
    .map(s => `${s.suffrage} ${s.id}`)
    .sort()
    .join()
}

function differenceOf(mine: StoredConfiguration, theirs: StoredConfiguration): string {
  const list = (c: StoredConfiguration) => c.servers.map(s => s.id).join(', ') || 'nobody'
  return `${list(mine)} against ${list(theirs)}`
}
