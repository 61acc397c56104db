import type {Scenario, Step} from '../scenario.ts'
import {add, broken, healthy, named, own, primary, stored} from './parts.ts'

const online = {live: {[named.hostname]: 'online'}, records: stored(named)} as const
/** The row vanishes, the record stays. */
const vanished = {live: {[named.hostname]: 'absent'}, records: stored(named)} as const
const refusal = (why: string) => `Authentication failure, cannot add slave: ${named.hostname} (${why})`
const conflict = 'MASTER CONFLICT: This server is being forced to demote itself from master primary to slave.'

/** Keys and clocks that differ; a primary that dials itself. */
export const refused: readonly Scenario[] = [
  {
    name: 'd1-secret-mismatch-at-add',
    expected: broken('secret-key-mismatch'),
    given: ['--worker', 'w1'],
    workers: {w1: {config: {...named, secret_key: 'planted-other-key-77d0'}}},
    steps: [
      {
        add: named.hostname,
        says: `Failed to add server to cluster: ${named.hostname}: Secret keys do not match.  Please synchronize your config files.`,
      },
    ],
    sees: {live: {[named.hostname]: 'absent'}, records: {...primary}},
  },
  {
    name: 'd2-secret-changed-later',
    expected: broken('secret-key-mismatch'),
    workers: {w1: {config: named}},
    steps: [add, {wait: online}, {restart: 'w1', as: {config: {...named, secret_key: 'planted-other-key-77d0'}}}],
    sees: {...vanished, log: {p1: [refusal('Secret Keys do not match.')]}},
  },
  {
    name: 'e1-clock-skew-120s',
    expected: broken('clock-skew'),
    workers: {w1: {config: named, clockShift: 120}},
    steps: [add],
    sees: {...vanished, log: {p1: [refusal('Server clocks are too far out of sync.')]}},
  },
  {
    name: 'e2-clock-skew-30s',
    expected: {verdict: 'at-risk', cause: null},
    warning: 'clock-skew',
    workers: {w1: {config: named, clockShift: -30}},
    steps: [add],
    sees: {...online, log: {p1: [`seconds out of sync: ${named.hostname}`]}},
  },
  {
    name: 'e3-clock-skew-120s-auth-window-180',
    expected: {verdict: 'at-risk', cause: null},
    warning: 'clock-skew',
    workers: {w1: {config: {...named, remote_server_auth_window: 180}, clockShift: 120}},
    steps: [add],
    sees: {...online, log: {p1: [`seconds out of sync: ${named.hostname}`]}},
  },
  dialsItself('j1-worker-reports-primary-own-ip', '10.20.0.10', []),
  dialsItself('j2-worker-reports-loopback', '127.0.0.1', []),
  dialsItself('j1-again-at-every-start', '10.20.0.10', [{wait: {primary: 'gone'}}, {start: 'p1'}]),
  {
    name: 'j1-fixed',
    expected: healthy,
    workers: {w1: {config: {ip: '10.20.0.10'}}},
    steps: [
      {add: named.hostname, fatal: true},
      {wait: {primary: 'gone'}},
      {edit: [{remove: 'global/servers', where: {hostname: own.hostname}}]},
      {restart: 'w1', as: {config: named}},
      {start: 'p1'},
      add,
    ],
    sees: online,
  },
]

function dialsItself(name: string, ip: string, then: readonly Step[]): Scenario {
  return {
    name,
    expected: broken('reported-address-is-primary'),
    workers: {w1: {config: {ip}}},
    steps: [{add: named.hostname, fatal: true}, ...then],
    sees: {primary: 'gone', log: {p1: [conflict]}, records: stored({...own, ip})},
  }
}
