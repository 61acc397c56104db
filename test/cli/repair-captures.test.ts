import {execFileSync, spawnSync} from 'node:child_process'
import {cpSync, existsSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {exportTexts} from '../../src/sources/export-state.ts'
import {expectedCases} from '../checks/captured-case.ts'
import {oracle, oracleMissing} from '../oracle-binary.ts'
import {planCapture} from '../repairs/planning/planned-case.ts'
import {scratch} from '../unpack.ts'
import {doctor} from './doctor.ts'
import {type RepairPlace, repairPlace} from './repair-place.ts'

interface Repaired {
  readonly name: string
  readonly strategy: string
  /** The server ID each data-dir is to have afterwards. */
  readonly ids: Readonly<Record<string, string>>
  readonly args?: readonly string[]
}

const one = (id: string) => ({'dkron.data': id})

/** Each captured outage with each repair there is for it. */
const repaired: readonly Repaired[] = [
  {name: 'v4.0.9-e1-1-down-up-new-id-new-ip', strategy: 'pin-old-id', ids: one('a52fb2697449')},
  {name: 'v4.0.9-e1-1-down-up-new-id-new-ip', strategy: 'hostname', ids: one('a52fb2697449')},
  {name: 'v4.0.9-e1-1-down-up-new-id-new-ip', strategy: 'recover-configuration', ids: one('dkron')},
  {name: 'v4.0.9-e1-1-down-up-new-id-new-ip', strategy: 'peers-json', ids: one('dkron')},
  {
    name: 'v4.0.9-e1-1-down-up-new-id-new-ip',
    strategy: 'recover-configuration',
    ids: one('dkron-node-7'),
    args: ['--node-name', 'dkron-node-7'],
  },
  {name: 'v2.2.2-e2d-alias-only-new-ip', strategy: 'pin-old-id', ids: one('c443beb7f547')},
  {name: 'v2.2.2-e2d-alias-only-new-ip', strategy: 'hostname', ids: one('c443beb7f547')},
  {name: 'v2.2.2-e2d-alias-only-new-ip', strategy: 'recover-configuration', ids: one('dkron')},
  {name: 'v2.2.2-e2e1-node-name-added-after', strategy: 'pin-old-id', ids: one('a00af3874cca')},
  {name: 'v2.2.2-e2e1-node-name-added-after', strategy: 'recover-configuration', ids: one('fresh')},
  {name: 'v2.2.2-e3a1-peersjson-panics', strategy: 'pin-old-id', ids: one('80b4ea9469fb')},
  {name: 'v2.2.2-e3a1-peersjson-panics', strategy: 'recover-configuration', ids: one('fresh')},
  {name: 'v2.2.2-e3a1-peersjson-panics', strategy: 'remove-peers-json', ids: one('80b4ea9469fb')},
  {name: 'v3.2.7-e2a-new-id-same-ip', strategy: 'pin-old-id', ids: one('14c151a9101e')},
  {name: 'v3.2.7-e2a-new-id-same-ip', strategy: 'hostname', ids: one('14c151a9101e')},
  {name: 'v3.2.7-e2a-new-id-same-ip', strategy: 'recover-configuration', ids: one('dkron')},
  {name: 'v3.2.7-e2a-new-id-same-ip', strategy: 'peers-json', ids: one('dkron')},
  {name: 'v3.2.7-e4-4-fixed-names-new-ips', strategy: 'give-back-address', ids: {d1: 'n1', d2: 'n2', d3: 'n3'}},
  {name: 'v3.2.7-e4-4-fixed-names-new-ips', strategy: 'peers-json', ids: {d1: 'n1', d2: 'n2', d3: 'n3'}},
  {name: 'v3.2.7-e4-4-fixed-names-new-ips', strategy: 'recover-configuration', ids: {d1: 'n1'}},
  {name: 'v4.0.9-e2d-alias-only-new-ip', strategy: 'recover-configuration', ids: one('dkron')},
  {name: 'v4.0.9-e2d-alias-only-new-ip', strategy: 'pin-old-id', ids: one('4e2eecc72c1e')},
  {name: 'v4.0.9-e2d-alias-only-new-ip', strategy: 'hostname', ids: one('4e2eecc72c1e')},
  {name: 'v4.0.9-e2d-alias-only-new-ip', strategy: 'peers-json', ids: one('dkron')},
  {name: 'v4.0.9-e2e1-node-name-added-after', strategy: 'pin-old-id', ids: one('7eb244c3f67e')},
  {name: 'v4.0.9-e2e1-node-name-added-after', strategy: 'recover-configuration', ids: one('fresh')},
  {name: 'v4.0.9-e2e1-node-name-added-after', strategy: 'peers-json', ids: one('fresh')},
  {name: 'v4.0.9-e3a5-peersjson-malformed', strategy: 'pin-old-id', ids: one('a52fb2697449')},
  {name: 'v4.0.9-e3a5-peersjson-malformed', strategy: 'recover-configuration', ids: one('fresh')},
  {name: 'v4.0.9-e3a5-peersjson-malformed', strategy: 'peers-json', ids: one('fresh')},
  {name: 'v4.0.9-e3a6-peersjson-wrong-id', strategy: 'pin-old-id', ids: one('other')},
  {name: 'v4.0.9-e3a6-peersjson-wrong-id', strategy: 'recover-configuration', ids: one('fresh')},
  {name: 'v4.0.9-e3a6-peersjson-wrong-id', strategy: 'peers-json', ids: one('fresh')},
  {
    name: 'v4.0.9-e4-2-new-ids-new-ips',
    strategy: 'pin-old-id',
    ids: {d1: '74eb1d6fa701', d2: '6685a7766c87', d3: '30b9ec531db4'},
  },
  {
    name: 'v4.0.9-e4-2-new-ids-new-ips',
    strategy: 'hostname',
    ids: {d1: '74eb1d6fa701', d2: '6685a7766c87', d3: '30b9ec531db4'},
  },
  {name: 'v4.0.9-e4-2-new-ids-new-ips', strategy: 'peers-json', ids: {d1: 's1', d2: 's2', d3: 's3'}},
  {name: 'v4.0.9-e4-2-new-ids-new-ips', strategy: 'recover-configuration', ids: {d1: 's1'}},
  {
    name: 'v4.0.9-e4-5-lost-quorum',
    strategy: 'recover-configuration',
    ids: {d1: 'n1'},
    args: ['--gone', 'n2', '--gone', 'n3'],
  },
  {
    name: 'v4.0.9-e4-5-lost-quorum',
    strategy: 'peers-json',
    ids: {d1: 'n1'},
    args: ['--gone', 'n2', '--gone', 'n3'],
  },
  {name: 'v4.0.9-snap-1-natural-new-id', strategy: 'pin-old-id', ids: one('946685d7ca76')},
  {name: 'v4.0.9-snap-1-natural-new-id', strategy: 'hostname', ids: one('946685d7ca76')},
  {name: 'v4.0.9-snap-1-natural-new-id', strategy: 'recover-configuration', ids: one('dkron')},
  {name: 'v4.0.9-snap-1-natural-new-id', strategy: 'peers-json', ids: one('dkron')},
  {name: 'v4.0.9-w5-node-name-case-changed', strategy: 'pin-old-id', ids: one('Dkron-1')},
  {name: 'v4.0.9-w5-node-name-case-changed', strategy: 'recover-configuration', ids: one('dkron-1')},
  {name: 'v4.0.9-w5-node-name-case-changed', strategy: 'peers-json', ids: one('dkron-1')},
]

test('each plan that answers an outage captured is tried here', async () => {
  const planned: string[] = []
  for (const {name, verdict} of expectedCases()) {
    if (verdict !== 'broken') continue
    const capture = await planCapture(name)
    const errors = capture.findings.filter(f => f.severity === 'error').map(f => f.fingerprint)
    for (const p of capture.planned) {
      const isCure = p.ok && p.plan.refusals.length === 0 && p.plan.findings.some(f => errors.includes(f))
      if (isCure) planned.push(`${name} ${p.plan.strategy}`)
    }
  }
  const tried = repaired.filter(r => !r.args).map(r => `${r.name} ${r.strategy}`)
  // After these nobody is elected from what is on the disk: no state, or one that knows another server.
  const leaderless = [
    'v4.0.9-e3a12-peersjson-no-state remove-peers-json',
    'v4.0.9-e3a5-peersjson-malformed remove-peers-json',
    'v4.0.9-l85-expect-3-2-3 bootstrap-expect',
  ]
  expect(planned.sort()).toEqual([...new Set(tried), ...leaderless].sort())
}, 180_000)

describe.skipIf(oracle() === null)(`with the genuine libraries${oracleMissing() && `: ${oracleMissing()}`}`, () => {
  test.each(repaired)(
    '$name, $strategy: elects $ids, keeps everything, and can be taken back',
    ({name, strategy, ids, args = []}) => {
      const place = repairPlace(name)
      const before = place.tree()
      const [first = ''] = Object.keys(ids)
      const held = stateOf(place, first)
      const chain = Object.keys(ids).length === 1 ? chainOf(place, first) : null

      const planned = place.repair('--strategy', strategy, ...args, '--plan-out', 'plan.json')
      expect(planned).toMatchObject({code: 0, stderr: ''})
      const applied = doctor(['repair', '--apply', 'plan.json', '--yes', ...place.own], {cwd: place.folder})
      expect(applied, applied.stdout + applied.stderr).toMatchObject({code: 0, stderr: ''})
      expect(applied.stdout).toContain('Done and verified.')
      expect(stateOf(place, first)).toEqual(held)
      // The compose file as it is now names the same servers: a diagnosis that knows nothing else finds no error.
      if (strategy !== 'remove-peers-json') {
        const dirs = Object.keys(ids)
        const again = doctor(['no-leader', '--offline', ...dirs, '--compose=docker-compose.yml'], {cwd: place.folder})
        expect(again, again.stdout).toMatchObject({code: 0})
      }

      const booted = boot(place, ids)
      expect(Object.values(ids)).toContain(booted.leader)
      expect(booted.barrier).toBe('ok')
      for (const id of Object.values(ids)) {
        const servers = booted.nodes[id]?.configuration.map(s => s.id).sort()
        expect(servers).toEqual(Object.values(ids).sort())
      }
      if (chain !== null) expect(booted.nodes[booted.leader ?? '']?.fsm.chain).toBe(chain)

      expect(place.undo()).toMatchObject({code: 0, stderr: ''})
      const after = place.tree().filter(line => !line.startsWith('./plan.json '))
      // Writing the plan beside the data changed the folder's own time.
      expect(after.slice(1)).toEqual(before.slice(1))
    },
    120_000,
  )

  test('what is repaired here was broken: nobody is elected under the present ID', () => {
    const place = repairPlace('v4.0.9-e1-1-down-up-new-id-new-ip')
    expect(boot(place, one('f87aaf5337bd')).leader).toBeNull()
  })
})

interface Booted {
  readonly leader: string | null
  readonly barrier?: string
  readonly nodes: Readonly<Record<string, {configuration: {id: string}[]; fsm: {chain: string}}>>
}

/** Starts copies of the data-dirs with raft on boltdb 1.3.1; takes peers.json in before as Dkron does at its start. */
function boot({folder}: RepairPlace, ids: Readonly<Record<string, string>>): Booted {
  const nodes = Object.entries(ids).map(([dir, id], i) => {
    const copy = join(scratch(), 'data')
    cpSync(join(folder, dir), copy, {recursive: true})
    const peers = join(copy, 'raft', 'peers.json')
    if (existsSync(peers)) run(['recover', '-store', 'v1', '-peers', peers, copy])
    return `${id}=${storedAddress(copy, id) ?? `10.0.0.${i + 1}:6868`}=${copy}`
  })
  const {stdout} = spawnSync(oracle() as string, ['boot', '-store', 'v1', '-wait', '5s', ...nodes], {encoding: 'utf8'})
  return JSON.parse(stdout) as Booted
}

function storedAddress(dir: string, id: string): string | undefined {
  const {configuration} = run(['check', '-store', 'v1', dir]) as {
    configuration: {servers: {id: string; address: string}[]} | null
  }
  return configuration?.servers.find(s => s.id === id)?.address
}

/** The state machine after every entry, as the genuine recovery brings it out. */
function chainOf({folder}: RepairPlace, dir: string): string {
  const copy = join(scratch(), 'data')
  cpSync(join(folder, dir), copy, {recursive: true})
  const {fsm} = run(['recover', '-store', 'v1', '-servers', 'x=1.2.3.4:5', copy]) as {fsm: {chain: string}}
  return fsm.chain
}

function run(args: readonly string[]): unknown {
  return JSON.parse(execFileSync(oracle() as string, args, {encoding: 'utf8'}))
}

/** Jobs and executions as doctor exports them. */
function stateOf({folder}: RepairPlace, dir: string): readonly string[] {
  const dataDir = join(folder, dir)
  return (['jobs', 'executions'] as const).map(content => [...exportTexts({dataDir, content, release: null})].join(''))
}
