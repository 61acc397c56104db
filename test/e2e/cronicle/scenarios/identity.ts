import type {Scenario} from '../scenario.ts'
import {add, broken, healthy, named, primary, stored} from './parts.ts'

const name = 'cron-primary.example.net'
const before = 'a1b2c3d4e5f6'
const after = '0f9e8d7c6b5a'
const worker = {os: '3f2a9c81d7e0'} as const
const direct = '172.31.50.31'
const waiting = 'Server not found in cluster -- waiting for a master server to contact us'
const renamed = {update: 'global/servers', where: {hostname: before}, changes: {hostname: after}} as const
const anyPrimary = {update: 'global/server_groups', where: {id: 'maingrp'}, changes: {regexp: '.+'}} as const

/** Servers whose name is no longer, or never was, the stored one. */
export const identity: readonly Scenario[] = [
  {
    name: 'k1-primary-hostname-changed',
    expected: broken('primary-hostname-unknown'),
    setup: {os: before},
    primary: {os: after},
    sees: {primary: 'waiting', log: {p1: [waiting]}, records: {[before]: '10.20.0.10'}},
  },
  {
    name: 'k1c-both-records-edited',
    expected: healthy,
    setup: {os: before},
    primary: {os: after},
    steps: [{stop: 'p1'}, {edit: [renamed, anyPrimary]}, {start: 'p1'}],
    sees: {log: {p1: ['Server is eligible to become master (Primary Group)']}, records: {[after]: '10.20.0.10'}},
  },
  {
    name: 'k1d-fix-config-hostname',
    expected: healthy,
    setup: {os: before},
    primary: {os: after},
    steps: [{restart: 'p1', as: {config: {hostname: before}}}],
    sees: {records: {[before]: '10.20.0.10'}},
  },
  {
    name: 'k1f-only-servers-edited',
    expected: broken('primary-not-eligible'),
    setup: {os: before},
    primary: {os: after},
    steps: [{stop: 'p1'}, {edit: [renamed]}, {start: 'p1'}],
    sees: {primary: 'waiting', log: {p1: ['Server is not eligible for master -- it will be a slave only']}},
  },
  {
    name: 'k2-setup-ignores-config-hostname',
    expected: broken('primary-hostname-unknown'),
    setup: {os: '7c6b5a0f9e8d', config: {hostname: name}, env: {CRONICLE_hostname: name}},
    primary: {os: '7c6b5a0f9e8d', config: {hostname: name}},
    sees: {primary: 'waiting', log: {p1: [waiting]}, records: {'7c6b5a0f9e8d': '10.20.0.10'}},
  },
  {
    name: 'k2-fix-setup-with-HOSTNAME',
    expected: healthy,
    setup: {os: '7c6b5a0f9e8d', config: {hostname: name}, env: {HOSTNAME: name}},
    primary: {os: '7c6b5a0f9e8d', config: {hostname: name}},
    sees: {records: primary},
  },
  {
    name: 'k2b-primary-hostname-capitals',
    expected: broken('hostname-not-lowercase'),
    primary: {config: {hostname: 'Cron-Primary.example.net'}},
    sees: {primary: 'waiting', log: {p1: [waiting]}, records: primary},
  },
  {
    name: 'k3-worker-recreated-new-host-new-ip',
    expected: broken('server-record-stale'),
    given: ['--worker', 'w2'],
    wiring: {route: 'both'},
    workers: {w1: worker, w2: {os: '9d8c7b6a5f4e', later: true}},
    steps: [{add: direct}, {wait: {live: {[worker.os]: 'online'}}}, {stop: 'w1'}, {unplug: 'w1'}, {start: 'w2'}],
    sees: {live: {[worker.os]: 'offline'}, records: stored({hostname: worker.os, ip: direct})},
  },
  {
    name: 'k3b-worker-recreated-new-host-same-ip',
    expected: {verdict: 'at-risk', cause: null},
    warning: 'server-record-stale',
    wiring: {route: 'both'},
    workers: {w1: worker},
    steps: [
      {add: direct},
      {wait: {live: {[worker.os]: 'online'}}},
      {restart: 'w1', as: {os: '9d8c7b6a5f4e'}},
      {add: direct, says: `Server is already in cluster: 9d8c7b6a5f4e (${direct})`},
    ],
    sees: {live: {[worker.os]: 'online'}, records: stored({hostname: worker.os, ip: direct})},
  },
  {
    name: 'k5-elected-without-being-told',
    expected: healthy,
    primary: {env: {}, config: {master_ping_timeout: 3}},
    sees: {
      log: {
        p1: [
          'No master ping received within 3 seconds, choosing new master',
          'We are the top candidate for master',
          'We are becoming the master server',
        ],
      },
      records: primary,
    },
  },
  {
    name: 'l1-worker-hostname-capitals',
    expected: {verdict: 'at-risk', cause: null},
    warning: 'hostname-not-lowercase',
    workers: {w1: {config: {...named, hostname: 'Workers-LB.example.net'}}},
    steps: [
      add,
      {wait: {live: {'Workers-LB.example.net': 'online'}}},
      {remove: 'Workers-LB.example.net', says: `Server not found in cluster: ${named.hostname}`},
    ],
    sees: {live: {'Workers-LB.example.net': 'online'}, records: stored({...named, hostname: 'Workers-LB.example.net'})},
  },
]
