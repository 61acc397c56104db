import {balancers} from '../balancers.ts'
import type {Scenario} from '../scenario.ts'
import {add, broken, healthy, lost, named, own, stored} from './parts.ts'

const first = 'w1-lb.example.net'
const second = 'w2-lb.example.net'
const severalOne = broken('several-workers-one-address')

/** Two workers behind one balancer. */
export const severalWorkers: readonly Scenario[] = [
  {
    name: 'h0-two-workers-round-robin-only-ip-set',
    expected: severalOne,
    balancer: balancers.roundRobin,
    workers: {w1: {config: {ip: named.ip}}, w2: {config: {ip: named.ip}}},
    steps: [add],
    sees: {
      log: {p1: [lost(own.hostname, 'xhr post error')]},
      records: stored({...own, ip: named.ip}),
    },
  },
  {
    name: 'h1-two-workers-round-robin-same-identity',
    expected: severalOne,
    balancer: balancers.roundRobin,
    workers: {w1: {config: named}, w2: {config: named}},
    steps: [add, {add: named.hostname, says: `Server is already in cluster: ${named.hostname}`}],
    sees: {log: {p1: [lost(named.hostname, 'xhr post error')]}, records: stored(named)},
  },
  {
    name: 'h2-two-workers-sticky',
    expected: {verdict: 'at-risk', cause: null},
    given: ['--balancer', 'lb/nginx.conf'],
    warning: 'several-workers-one-address',
    balancer: balancers.sticky,
    workers: {w1: {config: named}, w2: {config: named}},
    steps: [add],
    sees: {live: {[named.hostname]: 'online'}, records: stored(named)},
    steady: 3,
  },
  {
    name: 'h4-host-routing-same-ip-refused',
    expected: broken('duplicate-reported-address'),
    balancer: balancers.byHost,
    workers: {w1: {config: {hostname: first, ip: named.ip}}, w2: {config: {hostname: second, ip: named.ip}}},
    steps: [{add: first}, {add: second, says: `Server is already in cluster: ${second} (${named.ip})`}],
    sees: {
      live: {[first]: 'offline', [second]: 'absent'},
      log: {p1: [lost(first, 'xhr poll error')]},
      records: stored({hostname: first, ip: named.ip}),
    },
  },
  {
    name: 'h5-host-routing-ip-is-fqdn',
    expected: healthy,
    balancer: balancers.byHost,
    workers: {w1: {config: {hostname: first, ip: first}}, w2: {config: {hostname: second, ip: second}}},
    steps: [{add: first}, {add: second}],
    sees: {
      live: {[first]: 'online', [second]: 'online'},
      records: stored({hostname: first, ip: first}, {hostname: second, ip: second}),
    },
  },
  {
    name: 'h6-host-routing-use-hostnames',
    expected: healthy,
    balancer: balancers.byHost,
    primary: {config: {server_comm_use_hostnames: true}},
    workers: {w1: {config: {hostname: first}}, w2: {config: {hostname: second}}},
    steps: [{add: first}, {add: second}],
    sees: {
      live: {[first]: 'online', [second]: 'online'},
      records: stored({hostname: first, ip: '172.31.50.31'}, {hostname: second, ip: '172.31.50.32'}),
    },
  },
]
