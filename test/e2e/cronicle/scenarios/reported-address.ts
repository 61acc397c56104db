import {balancers} from '../balancers.ts'
import type {Scenario} from '../scenario.ts'
import {add, broken, healthy, lost, named, own, stored} from './parts.ts'

const unreachable = broken('reported-address-unreachable')
const online = {live: {[named.hostname]: 'online'}, records: stored(named)} as const
const hidden = {live: {[own.hostname]: 'offline'}, records: stored(own)} as const

/** What a worker calls itself, and what becomes of it. */
export const reportedAddress: readonly Scenario[] = [
  {
    name: 'a1-lb-default-route-blackhole',
    expected: unreachable,
    workers: {w1: {}},
    steps: [add],
    sees: {...hidden, log: {p1: [lost(own.hostname, 'timeout'), `Marking slave as disabled: ${own.hostname}`]}},
  },
  {
    name: 'a2-lb-no-route',
    expected: unreachable,
    wiring: {route: 'none'},
    workers: {w1: {}},
    steps: [add],
    sees: {...hidden, log: {p1: [lost(own.hostname, 'xhr poll error')]}},
  },
  {
    name: 'a3-reported-ip-is-another-machine',
    expected: unreachable,
    balancer: balancers.otherMachineBeside,
    workers: {w1: {config: {ip: '10.20.0.66'}}},
    steps: [add],
    sees: {
      live: {[own.hostname]: 'offline'},
      log: {p1: [lost(own.hostname, 'xhr poll error')]},
      records: stored({...own, ip: '10.20.0.66'}),
    },
  },
  {
    name: 'b0-fixed-config-stale-record',
    expected: broken('server-record-stale'),
    workers: {w1: {}},
    steps: [add, {wait: hidden}, {restart: 'w1', as: {config: named}}],
    sees: {...hidden, log: {w1: ['"ip":"10.20.0.20"']}},
  },
  {
    name: 'b1-fix-hostname-and-ip',
    expected: healthy,
    workers: {w1: {}},
    steps: [add, {restart: 'w1', as: {config: named}}, {remove: own.hostname}, add],
    sees: {...online, live: {...online.live, [own.hostname]: 'absent'}},
  },
  {
    name: 'b2-hostname-only',
    expected: unreachable,
    workers: {w1: {config: {hostname: named.hostname}}},
    steps: [add],
    sees: {
      live: {[named.hostname]: 'offline'},
      log: {p1: [lost(named.hostname, 'timeout')]},
      records: stored({...named, ip: own.ip}),
    },
  },
  {
    name: 'b3-ip-only',
    expected: healthy,
    workers: {w1: {config: {ip: named.ip}}},
    steps: [add],
    sees: {live: {[own.hostname]: 'online'}, records: stored({...own, ip: named.ip})},
  },
  {
    name: 'b4-hostname-plus-use-hostnames',
    expected: healthy,
    primary: {config: {server_comm_use_hostnames: true}},
    workers: {w1: {config: {hostname: named.hostname}}},
    steps: [add],
    sees: {live: online.live, records: stored({...named, ip: own.ip})},
  },
  {
    name: 'b5-use-hostnames-without-worker-hostname',
    expected: broken('reported-hostname-unresolvable'),
    primary: {config: {server_comm_use_hostnames: true}},
    workers: {w1: {}},
    steps: [add],
    sees: {...hidden, log: {p1: [lost(own.hostname, 'xhr poll error')]}},
  },
  {
    name: 'b7-ip-is-fqdn',
    expected: healthy,
    workers: {w1: {config: {hostname: named.hostname, ip: named.hostname}}},
    steps: [add],
    sees: {live: online.live, records: stored({...named, ip: named.hostname})},
  },
  {
    name: 'b8-identity-from-environment',
    expected: healthy,
    workers: {w1: {env: {CRONICLE_hostname: named.hostname, CRONICLE_ip: named.ip}}},
    steps: [add],
    sees: online,
  },
  {
    name: 'i1-unresolvable-at-add',
    expected: broken('worker-name-unresolvable'),
    workers: {w1: {config: named}},
    steps: [
      {
        add: 'no-such-worker.example.net',
        says: 'Failed to contact server: DNS: Failed to lookup IP from hostname: no-such-worker.example.net',
      },
    ],
    sees: {live: {[named.hostname]: 'absent'}, records: stored()},
  },
  {
    name: 'i2-reported-hostname-resolves-elsewhere',
    expected: broken('reported-hostname-resolves-elsewhere'),
    wiring: {names: {[own.hostname]: '10.20.0.66'}},
    balancer: balancers.otherMachineBeside,
    primary: {config: {server_comm_use_hostnames: true}},
    workers: {w1: {}},
    steps: [add],
    sees: {...hidden, log: {p1: [lost(own.hostname, 'xhr poll error')]}},
  },
]
