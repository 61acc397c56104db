import {readValue} from '../../case/read.ts'
import type {Facts, Server} from '../../facts/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {latestHits} from './rules/latest-run.ts'
import {isLeaderless} from './rules/leader-in-sight.ts'
import {quoteIdentity, quoteNewest, quotePlace} from './rules/quote-evidence.ts'
import {serverIdOf} from './rules/server-id.ts'
import {isUp} from './rules/server-up.ts'
import {dataFolderOf} from './rules/shared-data-dir.ts'

const conflictLines = ['conflicting-address', 'name-conflict', 'name-conflict-lost', 'serf-shut-down']

export default defineCheck({
  id: 'duplicate-server-id',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'Two servers have one server ID',
  message:
    '{servers} all run with the server ID "{serverId}": gossip shuts both down, and Raft cannot tell one vote from the other',
  why: `A server ID stands for one data-dir. When two processes claim one name, the gossip layer asks the others who is right; with nobody to ask both lose and shut their gossip down three seconds later, while the processes and their HTTP API go on. Each may stay the leader of a cluster of its own.

Usual ways to get there: --node-name in a service that is scaled to two, a compose file copied with its name, a cloned virtual machine.`,
  confirm: [
    "docker inspect --format '{{.Name}} {{.Config.Hostname}} {{.Config.Cmd}}' $(docker ps -q)",
    'docker logs CONTAINER 2>&1 | grep -i "conflict"   # debug level, "Serf shutdown detected" at any level',
  ],
  repairs: [],
  folklore: ['Deleting one of the data-dirs at random: keep the one that has the jobs, rename and empty the other.'],
  references: ['hashicorp/serf serf.go: handleNodeConflict, resolveNodeConflict', 'Dkron flag --node-name'],
  needs: [
    'cluster.leader',
    'cluster.voters',
    'server.api',
    'server.compose',
    'server.container',
    'server.dataDir',
    'server.identity',
    'server.log',
    'server.settings',
  ],
  explains: [
    'server-id-changed',
    'several-bootstrap-servers',
    'clusters-merged',
    'configurations-disagree',
    'never-bootstrapped',
    'quorum-lost',
    'ghost-voters',
    'server-address-changed',
    'leader-not-recognised',
    'bootstrap-expect-conflict',
  ],
  run(facts) {
    const named = facts.servers.filter(s => serverIdOf(s) !== null)
    if (named.length === 0) return skip('no server ID is known')
    const failures = [...groupsOfOneId(named).map(toFailure), ...scaledServices(facts)]
    return failEach(failures.length > 0 ? failures : lostConflicts(facts))
  },
})

function groupsOfOneId(servers: readonly Server[]): readonly (readonly Server[])[] {
  const groups = new Map<string, Server[]>()
  for (const server of servers) {
    const id = serverIdOf(server)
    if (id === null || isUp(server) === false) continue
    groups.set(id, [...(groups.get(id) ?? []), server])
  }
  return [...groups.values()].filter(group => new Set(group.map(s => dataFolderOf(s) ?? s.label)).size > 1)
}

function toFailure(group: readonly Server[]): Failure {
  const serverId = (group[0] && serverIdOf(group[0])) ?? ''
  return {
    subject: serverId,
    params: {servers: group.map(s => s.label), serverId},
    evidence: group.flatMap(s => [...quoteIdentity(s), ...quoteNewest(s, latestHits(s, conflictLines))]),
    advice: [
      'Stop the server whose ID its data-dir does not need (or that has no jobs), give it a name of its own and an empty data-dir, and start it again.',
    ],
    key: serverId,
  }
}

/** Several containers of one service, all with the one name that its command or host name gives. */
function scaledServices(facts: Facts): readonly Failure[] {
  const seen = new Set<unknown>()
  return facts.servers.flatMap(server => {
    const service = server.compose?.service
    const count = service?.replicas?.value ?? 1
    const identity = readValue(server.identity)
    if (!service?.replicas || count < 2 || !identity?.pinned || seen.has(service)) return []
    seen.add(service)
    return [
      {
        subject: service.name,
        severity: 'warning' as const,
        params: {service: service.name, count, serverId: identity.serverId},
        message:
          'the service "{service}" is scaled to {count} containers, and every one of them gets the server ID "{serverId}"',
        evidence: [quotePlace(service.replicas.place, `${count} containers`)],
        advice: ['Make one service a server, each with its own --node-name and its own volume.'],
        key: 'scaled',
      },
    ]
  })
}

/** Only this server's log was given, but it tells that another one claims its name. */
function lostConflicts(facts: Facts): readonly Failure[] {
  return facts.servers.flatMap(server => {
    const lost = latestHits(server, ['name-conflict-lost'])
    const serverId = serverIdOf(server)
    if (lost.length === 0 || serverId === null) return []
    const hits = latestHits(server, conflictLines)
    return [
      {
        subject: serverId,
        severity: isLeaderless(facts) ? ('error' as const) : ('warning' as const),
        params: {server: server.label, serverId},
        message:
          'another process claimed the server ID "{serverId}" as well, and {server} has shut its gossip down over it',
        evidence: [
          ...quoteIdentity(server),
          ...hits.slice(0, 2).flatMap(h => quoteNewest(server, [h])),
          ...quoteNewest(server, lost),
        ],
        advice: [
          'Look for the other one (its address stands in the "Conflicting address" line), rename it, then restart this server.',
        ],
        confidence: 'medium' as const,
        key: 'log',
      },
    ]
  })
}
