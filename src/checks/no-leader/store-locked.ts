import type {Facts, Server} from '../../facts/types.ts'
import type {Evidence} from '../../report/types.ts'
import type {Failure, Outcome} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {hitsOfLatestRun} from './rules/latest-run.ts'
import {describeHolder, lockBlindSpot, lockHoldersOf, quoteHolder, type SeenHolder} from './rules/lock-holders.ts'
import {quoteContainer, quoteHit, quoteLeadership} from './rules/quote-evidence.ts'
import {serverIdOf} from './rules/server-id.ts'
import {isUp} from './rules/server-up.ts'

/** Long enough for a slow machine to come from its HTTP API to Raft; a lock is waited for without end. */
const patience = 5_000

export default defineCheck({
  id: 'store-locked',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'The server waits for the lock of raft.db',
  message:
    '{server} answers on HTTP but never got as far as Raft: another process holds its raft.db, or a very long log is still being read',
  why: `boltdb takes an exclusive lock on raft.db and waits for it without end and without a log line. The HTTP API is up by then: no leader, no jobs, healthy. The holder is a second container on the same volume, one left over from a deploy, or a tool that was opened on the file. A server that reads a log of gigabytes looks the same for some minutes, but uses the processor.`,
  confirm: [
    'fuser -v DATA-DIR/raft/raft.db   # as root, on the host',
    'grep FLOCK /proc/locks; stat -c %i DATA-DIR/raft/raft.db',
    'docker ps --filter volume=DATA-DIR',
  ],
  repairs: [],
  folklore: ['Deleting raft.db to get rid of the lock: the lock goes with its process, the jobs go with the file.'],
  references: ['boltdb db.go: Open, flock', 'raft-boltdb bolt_store.go: NewBoltStore'],
  needs: [
    'cluster.offline',
    'server.api',
    'server.container',
    'server.dataDir',
    'server.identity',
    'server.joinedBy',
    'server.log',
    'server.store',
  ],
  explains: [
    'leader-not-recognised',
    'never-bootstrapped',
    'quorum-lost',
    'server-id-changed',
    'raft-port-unreachable',
  ],
  run(facts) {
    const failures = facts.servers.flatMap(server => judge(server, facts))
    if (failures.length > 0) return failEach(failures)
    if (facts.servers.every(s => s.log === null && s.api === null) && facts.cluster.offline) {
      return skip('no log and no API answers were given')
    }
    const unseen = facts.servers.find(s => lockBlindSpot(s) !== null && !hasOpenedStore(s))
    return unseen === undefined ? failEach([]) : holderUnknown(unseen)
  },
})

function judge(server: Server, facts: Facts): readonly Failure[] {
  const [holder] = lockHoldersOf(server, facts)
  if (holder?.is === 'the-server') return [inUse(server, holder)]
  if (holder !== undefined) return [heldByAnother(server, holder)]
  if (isUp(server) === false || server.api?.isLeader === true) return []
  const signs = [...stuckInLog(server), ...missingTags(server)]
  if (signs.length === 0) return []
  const blindSpot = lockBlindSpot(server)
  return [
    {
      subject: server.label,
      params: {server: server.label},
      evidence: [...signs, ...quoteContainer(server), ...quoteLeadership(server)],
      advice: [
        ...(blindSpot === null ? [] : [`Who holds it cannot be seen from here: ${blindSpot}`]),
        'Find the process that holds raft.db, stop it, and the server goes on by itself.',
      ],
      confidence: 'medium',
      key: 'waiting',
    },
  ]
}

function inUse(server: Server, holder: SeenHolder): Failure {
  return {
    subject: server.label,
    severity: 'info',
    params: {server: server.label, holder: describeHolder(holder)},
    message:
      '{server} runs on this data-dir: {holder} holds raft.db, which was read as of one moment while in use; stop it before anything is changed there',
    evidence: [quoteHolder(server, holder)],
    key: 'in-use',
  }
}

function heldByAnother(server: Server, holder: SeenHolder): Failure {
  const {pid} = holder.holder
  const stop = holder.is === 'a-container' ? [`Stop it: docker stop ${holder.container}`] : []
  return {
    subject: server.label,
    params: {
      server: server.label,
      holder: describeHolder(holder),
      effect: isUp(server) === true ? 'waits for it without end and without a word' : 'would wait for it without end',
    },
    message: '{holder} holds the lock of raft.db and is not the scheduler of this data-dir: {server} {effect}',
    evidence: [quoteHolder(server, holder), ...quoteContainer(server), ...quoteLeadership(server)],
    advice: [
      ...stop,
      `See what it is before you end it: ps -o pid,lstart,user,args -p ${pid}`,
      'Once it has ended the server goes on by itself; nothing is lost.',
    ],
    key: 'held',
  }
}

/** It got past the lock: it has tags that come after, knows a leader, or its log goes on. */
function hasOpenedStore(server: Server): boolean {
  const self = server.api?.members?.find(m => m.name === serverIdOf(server))
  const leader = server.api?.leader ?? 'none'
  if (self?.server || server.api?.isLeader || leader !== 'none') return true
  return hitsOfLatestRun(server).some(h => h.entry === 'monitoring-leadership')
}

function holderUnknown(server: Server): Outcome {
  return {
    status: 'unknown',
    subject: server.label,
    reason: `whether a process holds raft.db of ${server.label} cannot be seen: ${lockBlindSpot(server)}`,
    advice: ['Run doctor as root on the host itself, or its container with --pid=host.'],
    blocking: false,
  }
}

/** HTTP is up, and neither "monitoring leadership" nor an end of the process came after it. */
function stuckInLog(server: Server): readonly Evidence[] {
  const hits = hitsOfLatestRun(server)
  const http = hits.findLast(h => h.entry === 'http-server-running')
  if (!http || hits.some(h => h.line > http.line && h.entry !== 'no-member-leader')) return []
  const lines = server.log?.source.lines ?? []
  const began = lines.find(l => l.number === http.line)?.time
  const last = lines.findLast(l => l.time !== null)?.time
  if (!began || !last || Date.parse(last) - Date.parse(began) < patience) return []
  return [
    quoteHit(server, http),
    {source: `${server.log?.source.source}`, value: 'no "dkron: monitoring leadership" after it'},
  ]
}

/** Dkron gives itself the tags port and rpc_addr only when Raft and gRPC are up. */
function missingTags(server: Server): readonly Evidence[] {
  const id = serverIdOf(server)
  const self = server.api?.members?.find(m => m.name === id)
  if (!self || self.server || self.tags.server !== 'true' || server.api?.leader !== 'none') return []
  return [{source: `${server.api.source}: /v1/members`, value: `"${self.name}" has no rpc_addr tag`}]
}
