import {readValue} from '../../case/read.ts'
import type {Facts, Server} from '../../facts/types.ts'
import type {Evidence} from '../../report/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {expectValues} from './rules/expect-values.ts'
import {quoteJoinProbes} from './rules/join-attempts.ts'
import {latestHits} from './rules/latest-run.ts'
import {leadersInSight} from './rules/leader-in-sight.ts'
import {quoteLeadership, quoteNewest} from './rules/quote-evidence.ts'
import {raftStateOf} from './rules/raft-state.ts'
import {isUp} from './rules/server-up.ts'

/** `initial configuration: index=0 servers=[]` and what follows from it. */
const emptyLines = ['initial-configuration-empty', 'no-known-peers']

export default defineCheck({
  id: 'never-bootstrapped',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'The cluster was never bootstrapped',
  message: 'no server has a configuration yet ({servers}): {reason}',
  why: `An empty server waits until as many servers as --bootstrap-expect says have joined, and then one of them writes the first configuration. Three things keep that from happening: nobody asks for it, fewer servers are alive than expected, or all of them start in the same instant. In the last case the join and the tags of a server arrive as one update event, and Dkron looks at joins only; started one after another the same servers bootstrap at once.

There is no data in these directories, so nothing can be lost by a restart.`,
  confirm: [
    'curl -s http://SERVER:8080/v1/members   # how many servers are alive, and what they expect',
    'docker logs CONTAINER 2>&1 | grep -E "attempting to bootstrap|no known peers"',
  ],
  repairs: [],
  folklore: [
    'peers.json in an empty data-dir: Dkron refuses it and exits.',
    'Raising or lowering bootstrap-expect on one server only makes the servers disagree.',
  ],
  references: [
    'Dkron serf.go: maybeBootstrap, called from nodeJoin only',
    'hashicorp/serf: event coalescing',
    'Dkron flag --bootstrap-expect',
  ],
  needs: [
    'cluster.leader',
    'cluster.members',
    'cluster.probes',
    'server.api',
    'server.configuration',
    'server.container',
    'server.dataDir',
    'server.identity',
    'server.log',
    'server.settings',
    'server.snapshots',
    'server.store',
    'server.version',
  ],
  explains: [],
  run(facts) {
    if (facts.servers.some(s => s.configuration.state === 'read')) return failEach([])
    const states = facts.servers.map(s => ({server: s, state: raftStateOf(s)}))
    const unused = states.filter(s => s.state === 'unused' || saysEmpty(s.server, s.state)).map(s => s.server)
    if (states.some(s => s.state === 'unreadable')) return skip('a data-dir could not be read')
    if (unused.length === 0) return skip('no empty store that a server has opened')
    if (leadersInSight(facts).length > 0) return failEach([])
    // A single server that is not running bootstraps by itself at its next start; that is data-dir-empty's warning.
    if (unused.every(s => isUp(s) === false && readValue(s.settings)?.bootstrapExpect?.value === 1)) return failEach([])
    return failEach([toFailure(unused, facts)])
  },
})

/** Without the data-dir a debug log tells it too; it prints the same when a snapshot was lost, so disk goes first. */
function saysEmpty(server: Server, state: string): boolean {
  const empty = latestHits(server, emptyLines).at(-1)
  const since = latestHits(server, ['bootstrap-attempted', 'leadership-acquired', 'asking-for-vote', 'server-joined'])
  // A server that expects only itself bootstraps at once, so without peers it has lost what it had.
  if (state !== 'not-collected' || readValue(server.settings)?.bootstrapExpect?.value === 1) return false
  return empty !== undefined && !since.some(h => h.line > empty.line)
}

function toFailure(unused: readonly Server[], facts: Facts): Failure {
  const {reason, advice, key, evidence} = reasonFor(unused, facts)
  return {
    subject: 'cluster',
    params: {servers: unused.map(s => s.label).join(', '), reason},
    evidence: [
      ...unused.flatMap(quoteStore),
      ...evidence,
      ...unused.flatMap(quoteLeadership),
      ...unused.flatMap(s => quoteNewest(s, latestHits(s, emptyLines))).slice(0, 2),
    ],
    advice: [...advice, 'If jobs were here before, these are not their data-dirs: look for the old volume first.'],
    key,
  }
}

function quoteStore(server: Server): readonly Evidence[] {
  const file = readValue(server.store)
  if (file === null) return []
  return [
    {
      source: `${server.dataDir?.path}: ${file.file}`,
      value: `no entries, CurrentTerm ${file.store?.stable.currentTerm ?? 'not set'}`,
    },
  ]
}

function reasonFor(unused: readonly Server[], facts: Facts) {
  const expected = expectValues(facts)
  const evidence = expected.map(e => e.quote)
  const settingsKnown = unused.every(s => s.settings.state === 'read')
  if (expected.length === 0 && settingsKnown) {
    return {
      reason: 'none is told to bootstrap',
      advice: ['Set --bootstrap-expect to the number of servers on all of them (1 for a single server).'],
      key: 'unasked',
      evidence,
    }
  }
  const needed = Math.max(1, ...expected.map(e => e.value))
  if (expected.length > 0 && needed === 1) {
    return {
      reason:
        'a server that expects only itself bootstraps at its start, so it uses another data-dir or has only just begun',
      advice: ['Compare the data-dir given here with --data-dir and the mounts of the container.'],
      key: 'alone',
      evidence,
    }
  }
  const alive = aliveServers(facts)
  if (expected.length > 0 && alive < needed) {
    return {
      reason: `they wait for ${needed} servers and only ${alive} ${alive === 1 ? 'is' : 'are'} there`,
      advice: [`Start the missing servers, or set --bootstrap-expect=${alive} on all.`],
      key: 'too-few',
      evidence: [...evidence, ...unused.flatMap(s => quoteJoinProbes(s, facts))],
    }
  }
  if (expected.length > 0) {
    return {
      reason: `${alive} servers are alive, as many as expected, but they started in the same instant and missed each other's joining`,
      advice: ['Restart one of the servers; leave some seconds between the starts next time.'],
      key: 'race',
      evidence,
    }
  }
  return {
    reason: 'why is not in the evidence',
    advice: ['Add --inspect or the compose file, to show bootstrap-expect.'],
    key: 'unknown',
    evidence,
  }
}

/** The most servers that one of them sees in gossip, which is what Dkron counts; without an API those that run. */
function aliveServers(facts: Facts): number {
  const views = facts.servers.flatMap(s => (s.api?.members ? [s.api.members] : []))
  if (views.length === 0) return facts.servers.filter(s => isUp(s) !== false).length
  return Math.max(...views.map(members => members.filter(m => m.status === 'alive' && m.server).length))
}
