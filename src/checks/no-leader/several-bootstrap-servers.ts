import {readValue} from '../../case/read.ts'
import type {Facts, Server} from '../../facts/types.ts'
import type {Evidence} from '../../report/types.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {latestHits} from './rules/latest-run.ts'
import {suffrageOf} from './rules/membership.ts'
import {quoteLeadership, quoteNewest, quoteOwnConfiguration} from './rules/quote-evidence.ts'
import {serverIdOf} from './rules/server-id.ts'
import {dataFolderOf} from './rules/shared-data-dir.ts'

export default defineCheck({
  id: 'several-bootstrap-servers',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'Several servers bootstrapped clusters of their own',
  message:
    '{servers} were each told to bootstrap alone: they are {count} separate clusters with separate jobs, each its own leader',
  why: `A server with --bootstrap-expect=1 and an empty data-dir makes a cluster of its own, whoever it joins. Gossip shows all of them as members, but Raft refuses to mix them; each has its own leader and its own jobs. A package that starts Dkron with bootstrap-expect 1 on installation, a service scaled to three, or one command copied to every server get there.`,
  confirm: [
    'for s in SERVER1 SERVER2; do curl -s http://$s:8080/v1/isleader; done   # several leaders',
    'docker logs CONTAINER 2>&1 | grep "both in bootstrap mode"',
  ],
  repairs: [],
  folklore: [
    'Setting bootstrap-expect=3 everywhere and restarting: the data-dirs have state, the flag is ignored, there are still as many clusters.',
    'Copying one data-dir over the others is no merge either; it makes servers of one history that believe they are alone.',
  ],
  references: ['Dkron leader.go: addRaftPeer, "both in bootstrap mode"', 'Dkron flag --bootstrap-expect'],
  needs: [
    'cluster.leader',
    'cluster.members',
    'server.api',
    'server.configuration',
    'server.dataDir',
    'server.identity',
    'server.log',
    'server.settings',
  ],
  explains: [
    'clusters-merged',
    'configurations-disagree',
    'bootstrap-expect-conflict',
    'leader-not-recognised',
    'two-voters',
    'quorum-lost',
    'stale-voter',
    'ghost-voters',
    'server-address-changed',
  ],
  run(facts) {
    const clusters = separateClusters(facts)
    if (clusters.length > 1) return failEach([toFailure(clusters, facts)])
    const rivals = rivalLeaders(facts)
    if (rivals.length > 1) return failEach([fromApi(rivals)])
    const warned = facts.servers.filter(s => latestHits(s, ['both-in-bootstrap-mode']).length > 0)
    if (warned.length > 0) return failEach([fromLog(warned)])
    if (facts.servers.filter(s => s.configuration.state === 'read').length < 2)
      return skip('needs the data-dirs of two servers')
    return failEach([])
  },
})

/** One server of every group of configurations that have no server ID in common. Only servers in their right place. */
function separateClusters(facts: Facts): readonly Server[] {
  const clusters: Server[] = []
  for (const server of facts.servers) {
    if (server.configuration.state !== 'read' || suffrageOf(server) === 'absent') continue
    const ids = idsOf(server)
    if (ids.length === 0 || clusters.some(c => dataFolderOf(c) === dataFolderOf(server))) continue
    if (!clusters.some(c => idsOf(c).some(id => ids.includes(id)))) clusters.push(server)
  }
  return clusters
}

function idsOf(server: Server): readonly string[] {
  return readValue(server.configuration)?.servers.map(s => s.id) ?? []
}

function toFailure(clusters: readonly Server[], facts: Facts) {
  const warnings: readonly Evidence[] = clusters.flatMap(s => quoteNewest(s, latestHits(s, ['both-in-bootstrap-mode'])))
  return {
    subject: 'cluster',
    params: {servers: clusters.map(s => s.label), count: clusters.length},
    evidence: [...clusters.flatMap(s => [...quoteOwnConfiguration(s), ...quoteLeadership(s)]), ...warnings.slice(0, 1)],
    advice: [
      'Choose the server whose jobs you want. Copy what the others have through their API (GET /v1/jobs, each still has a leader), stop them, empty only their data-dirs, and let them join the chosen one without --bootstrap-expect=1.',
    ],
    confidence: meantAsOne(clusters, facts) ? ('high' as const) : ('medium' as const),
    key: clusters.flatMap(idsOf).sort().join(),
  }
}

/** They see or join each other; without that they may be clusters that only were examined together. */
function meantAsOne(clusters: readonly Server[], facts: Facts): boolean {
  const seen = facts.cluster.members.map(m => m.name)
  const together = clusters.filter(c => idsOf(c).some(id => seen.includes(id))).length > 1
  const joining = clusters.some(c => {
    const settings = readValue(c.settings)
    return settings !== null && settings.retryJoin.length + settings.join.length > 0
  })
  return together || joining
}

/** Servers that each say they lead, where no data-dir shows to which cluster they belong. */
function rivalLeaders(facts: Facts): readonly Server[] {
  const claimants = facts.servers.filter(s => facts.cluster.leader.claimedBy.includes(s.label))
  const seen = facts.cluster.members.map(m => m.name)
  return claimants.filter(s => s.configuration.state === 'not-collected' && seen.includes(serverIdOf(s) ?? ''))
}

function fromApi(rivals: readonly Server[]) {
  return {
    subject: 'cluster',
    params: {servers: rivals.map(s => s.label)},
    message:
      '{servers} each say they lead, although gossip shows them as members of one cluster: they are separate clusters',
    evidence: rivals.flatMap(quoteLeadership),
    advice: ['Give the data-dirs of all servers, to see which of them has which jobs.'],
    confidence: 'medium' as const,
    key: 'api',
  }
}

function fromLog(warned: readonly Server[]) {
  return {
    subject: 'cluster',
    params: {servers: warned.map(s => s.label)},
    message: 'the log of {servers} says that several servers were told to bootstrap alone: they are separate clusters',
    evidence: warned.flatMap(s => quoteNewest(s, latestHits(s, ['both-in-bootstrap-mode']))),
    advice: ['Give the data-dirs of all servers, to see which of them has which jobs.'],
    confidence: 'medium' as const,
    key: 'log',
  }
}
