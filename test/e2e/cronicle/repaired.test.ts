import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {exitCodes} from '../../../src/exit-codes.ts'
import {callDoctor} from './call-doctor.ts'
import {apiKey, type Lab} from './lab.ts'
import type {Seen, Step} from './scenario.ts'
import {scenarios} from './scenarios/index.ts'
import {named, own, stored} from './scenarios/parts.ts'
import {see} from './see.ts'
import {needsNetwork, played} from './use-lab.ts'

needsNetwork()

interface Repaired {
  /** The scenario that is mended. */
  readonly name: string
  readonly strategy: string
  /** Done before the repair: a primary whose records are edited has to be stopped. */
  readonly before?: readonly Extract<Step, {stop: unknown}>[]
  /** With an administrator's key: the doctor does at the primary what it can, and is called again to finish. */
  readonly calls?: true
  /** What the plan says to do afterwards; with `calls` what the doctor waits for. */
  readonly after: readonly ({readonly start: 'p1' | 'w1'} | {readonly remove: string} | {readonly add: string})[]
  readonly sees: Seen
}

const name = named.hostname
const reachable: Seen = {live: {[name]: 'online'}}
const replaced: Seen = {live: {[name]: 'online', [own.hostname]: 'absent'}, records: stored({hostname: name, ip: name})}
const stale: Seen = {...replaced, records: stored(named)}
const addedAgain = [{start: 'w1'}, {remove: own.hostname}, {add: name}] as const

const rows: readonly Repaired[] = [
  {
    name: 'a1-lb-default-route-blackhole',
    strategy: 'worker-identity',
    calls: true,
    after: [{start: 'w1'}],
    sees: replaced,
  },
  {name: 'b0-fixed-config-stale-record', strategy: 'server-records', calls: true, after: [], sees: stale},
  {name: 'a2-lb-no-route', strategy: 'worker-identity', after: addedAgain, sees: reachable},
  {name: 'a3-reported-ip-is-another-machine', strategy: 'worker-identity', after: addedAgain, sees: reachable},
  {
    name: 'b2-hostname-only',
    strategy: 'worker-identity',
    after: [{start: 'w1'}, {remove: name}, {add: name}],
    sees: reachable,
  },
  {
    name: 'b5-use-hostnames-without-worker-hostname',
    strategy: 'worker-identity',
    after: addedAgain,
    sees: reachable,
  },
  {name: 'i2-reported-hostname-resolves-elsewhere', strategy: 'worker-identity', after: addedAgain, sees: reachable},
  {
    name: 'b0-fixed-config-stale-record',
    strategy: 'server-records',
    before: [{stop: 'p1'}],
    after: [{start: 'p1'}],
    sees: reachable,
  },
  {
    name: 'l1-worker-hostname-capitals',
    strategy: 'server-records',
    before: [{stop: 'p1'}],
    after: [{start: 'p1'}],
    sees: reachable,
  },
  {
    name: 'b6-lb-other-port',
    strategy: 'remote-server-port',
    calls: true,
    after: [{start: 'p1'}],
    sees: reachable,
  },
  {
    name: 'j1-worker-reports-primary-own-ip',
    strategy: 'server-records',
    calls: true,
    after: [{start: 'p1'}, {start: 'w1'}],
    sees: reachable,
  },
  {
    name: 'j2-worker-reports-loopback',
    strategy: 'server-records',
    after: [{start: 'p1'}, {start: 'w1'}, {add: name}],
    sees: reachable,
  },
  {
    name: 'k2-setup-ignores-config-hostname',
    strategy: 'primary-hostname',
    after: [{start: 'p1'}],
    sees: {primary: 'elected'},
  },
  {
    name: 'k1-primary-hostname-changed',
    strategy: 'primary-hostname',
    after: [{start: 'p1'}],
    sees: {primary: 'elected'},
  },
  {
    name: 'k1-primary-hostname-changed',
    strategy: 'server-records',
    before: [{stop: 'p1'}],
    after: [{start: 'p1'}],
    sees: {primary: 'elected'},
  },
  {
    name: 'k1f-only-servers-edited',
    strategy: 'server-records',
    before: [{stop: 'p1'}],
    after: [{start: 'p1'}],
    sees: {primary: 'elected'},
  },
  {
    name: 'k2b-primary-hostname-capitals',
    strategy: 'primary-hostname',
    after: [{start: 'p1'}],
    sees: {primary: 'elected'},
  },
]

for (const row of rows) {
  test.concurrent(`${row.name}: ${row.strategy}, and it works`, async ({onTestFinished}) => {
    const scenario = scenarios.find(s => s.name === row.name)
    if (!scenario) throw new Error(`no scenario ${row.name}`)
    const lab = await played(scenario, onTestFinished)
    for (const step of row.before ?? []) await lab.stop(step.stop)
    const kept = mkdtempSync(join(tmpdir(), 'doctor-repaired-'))
    onTestFinished(() => rmSync(kept, {recursive: true}))
    const isOpen = row.calls === true && row.after.length > 0
    const repaired = await repair(lab, {...row, isOpen}, Object.keys(scenario.workers ?? {}), kept)
    expect(repaired.code, repaired.output).toBe(isOpen ? exitCodes.handNeeded : exitCodes.ok)
    for (const step of row.after) {
      if ('start' in step) {
        await lab.start(step.start)
        if (step.start === 'p1') await see(lab, {primary: 'elected'})
        continue
      }
      const [call, hostname] = 'remove' in step ? ['remove_server', step.remove] : ['add_server', step.add]
      const {text} = await lab.callApi(call, {hostname})
      expect(JSON.parse(text), `${call} ${hostname}`).toMatchObject({code: 0})
    }
    if (isOpen) {
      const again = await repair(lab, {...row, isOpen}, Object.keys(scenario.workers ?? {}), kept)
      expect(again.code, again.output).toBe(exitCodes.refused)
      expect(again.output).toContain('doctor repair --resume')
      expect(repaired.output).toContain('doctor repair --resume')
      const finished = await callDoctor(lab, ['repair', '--resume', '--yes', ...stateIn(kept)])
      expect(finished.code, finished.output).toBe(0)
      expect(finished.output).not.toContain(apiKey)
    }
    await see(lab, row.sees)
  })
}

const stateIn = (kept: string) => ['--state-dir', join(kept, 'state'), '--backup-dir', join(kept, 'backups')]

function repair(
  lab: Lab,
  {strategy, calls, isOpen}: Repaired & {isOpen: boolean},
  workers: readonly string[],
  kept: string,
) {
  const folders = workers.map(worker => `--worker=${join(lab.folder, worker)}`)
  const words = [
    'repair',
    `--primary=${join(lab.folder, 'p1')}`,
    ...folders,
    `--name=${name}`,
    ...(strategy === 'remote-server-port' ? [`--balancer=${balancerIn(lab)}`] : []),
    `--strategy=${strategy}`,
    '--yes',
    // Nobody starts anything meanwhile.
    ...(isOpen ? ['--wait=1'] : []),
    ...stateIn(kept),
  ]
  return callDoctor(lab, words, calls ? apiKey : '')
}

const balancerIn = (lab: Lab): string => join(lab.folder, 'lb/nginx.conf')
