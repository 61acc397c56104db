import {splitAddress, unroutableBecause} from '../../formats/host-and-port.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {configurationRepairs} from './rules/configuration-repairs.ts'
import {hasLeaderAmong} from './rules/leader-in-sight.ts'
import {votersOf} from './rules/membership.ts'
import {newestConfiguration} from './rules/newest-configuration.ts'
import {quoteConfiguration} from './rules/quote-evidence.ts'

export default defineCheck({
  id: 'server-address-unroutable',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'A stored server address leads nowhere',
  message: 'the stored address of "{serverId}" is {address}: {because}, so no other server can reach it there',
  why: `A server that bootstraps alone stores the address it is bound to. Bound to 0.0.0.0, [::] or 127.0.0.1 it stores just that. Alone it never dials itself and all is well; the day a second server joins, that one dials its own machine instead.`,
  confirm: ['dkron raft list-peers --rpc-addr SERVER:6868'],
  repairs: ['recover-configuration', 'peers-json'],
  folklore: ['--advertise-addr set afterwards does not change what is already stored.'],
  references: [
    'Dkron agent.go setupRaft: transport.LocalAddr() in the bootstrap configuration',
    'Dkron flags --bind-addr, --advertise-addr',
  ],
  needs: [
    'cluster.configuration',
    'cluster.leader',
    'cluster.mostUpToDate',
    'server.api',
    'server.configuration',
    'server.container',
    'server.dataDir',
    'server.identity',
    'server.log',
    'server.snapshots',
    'server.store',
    'server.version',
  ],
  explains: ['raft-port-unreachable', 'quorum-lost'],
  run(facts) {
    const newest = newestConfiguration(facts)
    if (newest === null) return skip('no stored configuration')
    const {holder, configuration} = newest
    const voters = votersOf(configuration.servers)
    const alone = voters.length === 1
    const led = hasLeaderAmong(
      facts,
      voters.map(v => v.id),
    )
    return failEach(
      configuration.servers.flatMap(member => {
        const because = unroutableBecause(splitAddress(member.address).host)
        if (because === null) return []
        return [
          {
            subject: member.id,
            severity: alone ? ('info' as const) : led ? ('warning' as const) : ('error' as const),
            params: {serverId: member.id, address: member.address, because},
            message: alone
              ? 'the stored address of "{serverId}" is {address}: harmless as long as it is the only voter, wrong as soon as another server joins'
              : undefined,
            evidence: [quoteConfiguration(holder, configuration)],
            repairs: alone || led ? [] : configurationRepairs(holder),
            advice: ['Start it with --bind-addr or --advertise-addr set to an address the others can dial.'],
            key: member.address,
          },
        ]
      }),
    )
  },
})
