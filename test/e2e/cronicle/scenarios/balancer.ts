import {balancers} from '../balancers.ts'
import type {Scenario} from '../scenario.ts'
import {add, broken, healthy, lost, named, stored} from './parts.ts'

const w1 = {config: named} as const
const online = {live: {[named.hostname]: 'online'}, records: stored(named)} as const
const offline = {live: {[named.hostname]: 'offline'}, records: stored(named)} as const
const notAdded = {live: {[named.hostname]: 'absent'}, records: stored()} as const
const notJson = `Failed to contact server: Unexpected token '<', "<html>\r\n<h"... is not valid JSON`
const disconnected = `Slave disconnected unexpectedly: ${named.hostname}`
const enabled = `Marking slave as enabled: ${named.hostname}`

/** What a balancer does to one worker that calls itself as it should. */
export const oneWorker: readonly Scenario[] = [
  {
    name: 'b6-lb-other-port',
    expected: broken('load-balancer-port-mismatch'),
    given: ['--balancer', 'lb/nginx.conf'],
    balancer: balancers.otherPort,
    workers: {w1},
    steps: [
      {
        add: named.hostname,
        says: `Failed to contact server: Connection Refused: Failed to connect to host: ${named.hostname}`,
      },
    ],
    sees: notAdded,
  },
  {
    name: 'b6b-lb-other-port-remote_server_port',
    expected: healthy,
    balancer: balancers.otherPort,
    primary: {config: {remote_server_port: 8080}},
    workers: {w1},
    steps: [add],
    sees: {...online, log: {p1: ['Connecting to slave via socket.io: http://10.20.0.20:8080']}},
  },
  {
    name: 'c1-nginx-no-upgrade',
    expected: {verdict: 'at-risk', cause: null},
    warning: 'websocket-upgrade-blocked',
    balancer: balancers.noUpgrade,
    workers: {w1},
    steps: [add],
    sees: online,
    steady: 4,
  },
  {
    name: 'c2-nginx-read-timeout-5s',
    expected: healthy,
    balancer: balancers.idleFive,
    workers: {w1},
    steps: [add],
    sees: online,
    steady: 8,
  },
  {
    name: 'c3-haproxy-http-tunnel-3s',
    expected: healthy,
    balancer: balancers.tunnelThree,
    workers: {w1},
    steps: [add],
    sees: online,
    steady: 6,
  },
  {
    name: 'c3b-haproxy-http-tunnel-500ms',
    expected: broken('load-balancer-cuts-connection'),
    // An upgrade that itself takes half a second fails, and polling goes on for ever.
    alone: true,
    balancer: balancers.tunnelHalf,
    workers: {w1},
    steps: [add],
    sees: {log: {p1: [disconnected, enabled]}, records: stored(named)},
  },
  {
    name: 'c4-haproxy-tcp-5s',
    expected: healthy,
    balancer: balancers.tcpFive,
    workers: {w1},
    steps: [add],
    sees: online,
    steady: 8,
  },
  {
    name: 'c5-lb-reload-cuts-connection',
    expected: healthy,
    workers: {w1},
    steps: [add, {wait: online}, {reload: 'balancer'}],
    sees: {...online, log: {p1: [disconnected, enabled]}},
    steady: 3,
  },
  {
    name: 'c6-lb-redirects-to-https',
    expected: broken('load-balancer-not-plain-http'),
    balancer: balancers.toHttps,
    workers: {w1},
    steps: [{add: named.hostname, says: notJson}],
    sees: notAdded,
  },
  {
    name: 'c7-lb-blocks-socketio',
    expected: broken('socket-path-blocked'),
    balancer: balancers.noSocketIo,
    workers: {w1},
    steps: [add],
    sees: {...offline, log: {p1: [lost(named.hostname, 'xhr poll error')]}},
  },
  {
    name: 'f1a-add-while-blocked',
    expected: broken('worker-port-blocked'),
    workers: {w1},
    steps: [{block: 'drop'}, {add: named.hostname, says: 'Failed to contact server: Request Timeout (8000 ms)'}],
    sees: notAdded,
  },
  {
    name: 'f1c-reset-later',
    expected: broken('worker-port-blocked'),
    workers: {w1},
    steps: [add, {wait: online}, {block: 'reject'}],
    sees: {...offline, log: {p1: [disconnected, lost(named.hostname, 'xhr poll error')]}},
  },
  {
    name: 'f3-lb-up-worker-down',
    expected: broken('worker-behind-load-balancer-down'),
    workers: {w1: {...w1, later: true}},
    steps: [{add: named.hostname, says: notJson}],
    sees: notAdded,
  },
  {
    name: 'f3b-worker-stopped-later',
    expected: broken('worker-behind-load-balancer-down'),
    workers: {w1},
    steps: [add, {wait: online}, {stop: 'w1'}],
    sees: {...offline, log: {p1: [lost(named.hostname, 'xhr poll error')]}},
  },
  {
    name: 'g-base_app_url-wrong-and-no-route-worker-to-primary',
    expected: healthy,
    primary: {config: {base_app_url: 'http://wrong.invalid:9999'}},
    workers: {w1: {config: {...named, base_app_url: 'http://also-wrong.invalid:1'}}},
    steps: [add],
    sees: online,
  },
]
