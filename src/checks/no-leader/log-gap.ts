import type {Server} from '../../facts/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {finishedSnapshots} from './rules/kept-snapshots.ts'
import {latestHits} from './rules/latest-run.ts'
import {missingEntries} from './rules/missing-entries.ts'
import {quoteNewest} from './rules/quote-evidence.ts'
import {raftStateOf} from './rules/raft-state.ts'

export default defineCheck({
  id: 'log-gap',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'Entries are missing in the log',
  message: 'log entries {from} to {to} of {server} are missing: Raft panics at every start when it comes to them',
  why: `At start Raft reads every entry after the snapshot it loaded. When entries there are missing, because a snapshot was removed, the disk was full or an older version ran in between, it panics with "log not found". Entries that the snapshot covers may be missing.`,
  confirm: ['docker logs CONTAINER 2>&1 | grep "log not found"'],
  repairs: [],
  folklore: ['Deleting the snapshots as well: the jobs up to the gap are only there.'],
  references: ['hashicorp/raft api.go: NewRaft, "failed to get log"'],
  needs: ['server.dataDir', 'server.log', 'server.snapshots', 'server.store'],
  explains: [
    'quorum-lost',
    'server-id-changed',
    'server-id-not-pinned',
    'ghost-voters',
    'configurations-disagree',
    'server-address-changed',
  ],
  run(facts) {
    const states = facts.servers.map(raftStateOf)
    const failures = facts.servers.flatMap(s => (raftStateOf(s) === 'not-collected' ? fromLog(s) : judge(s)))
    if (failures.length > 0) return failEach(failures)
    return states.includes('used') ? failEach([]) : skip('no log to look at')
  },
})

function judge(server: Server): readonly Failure[] {
  const gap = missingEntries(server)
  // Without any snapshot the beginning is lost, which snapshot-missing tells.
  if (gap === null || (gap.from === 1n && finishedSnapshots(server).length === 0)) return []
  return [
    {
      subject: server.label,
      params: {server: server.label, from: gap.from, to: gap.to},
      evidence: [
        {source: `${server.dataDir?.path}: raft.db`, value: `no entries ${gap.from} to ${gap.to}`},
        ...quoteNewest(server, latestHits(server, ['log-not-found'])),
      ],
      advice: [
        'With a leader among the other servers: stop this one, move its raft folder aside, start it; the leader fills it.',
        'Else restore the newest copy of the data-dir. Keep the present one; its snapshot has the jobs up to the gap.',
      ],
      key: String(gap.from),
    },
  ]
}

function fromLog(server: Server): readonly Failure[] {
  const hits = latestHits(server, ['log-not-found'])
  if (hits.length === 0) return []
  return [
    {
      subject: server.label,
      params: {server: server.label},
      message: 'the log of {server} says that entries of its Raft log are missing',
      evidence: quoteNewest(server, hits),
      advice: ['Give its data-dir, to see which.'],
      confidence: 'medium',
      key: 'log',
    },
  ]
}
