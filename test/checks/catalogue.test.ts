import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {beforeAll, describe, expect, test} from 'vitest'
import {agentOnlyChecks, agentReachabilityChecks} from '../../src/checks/agent-reachability/index.ts'
import type {AnyCheck} from '../../src/checks/define-check.ts'
import {checks} from '../../src/checks/index.ts'
import {noLeaderChecks} from '../../src/checks/no-leader/index.ts'
import {preflightChecks} from '../../src/checks/preflight/index.ts'
import {workerReachabilityChecks} from '../../src/checks/worker-reachability/index.ts'
import {logDictionary} from '../../src/formats/dkron/log-dictionary.ts'
import {everyRepair} from '../../src/repairs/every-repair.ts'
import {fillMessage} from '../../src/report/fill-message.ts'
import type {CheckCase} from './check-case.ts'
import {loadCases} from './load-cases.ts'

const {version} = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {version: string}

/** No check is since a release that is still to come. */
const released = (since: string) => since.localeCompare(version, 'en', {numeric: true}) <= 0

/** Ids are part of what the product promises: none of them goes away or is used for something else. */
const promised = [
  'server-id-changed',
  'server-id-not-pinned',
  'alias-does-not-pin-identity',
  'ghost-voters',
  'duplicate-server-id',
  'foreign-data-dir',
  'data-dir-shared',
  'server-address-changed',
  'server-address-unroutable',
  'advertise-address-not-local',
  'leader-not-recognised',
  'never-bootstrapped',
  'bootstrap-expect-conflict',
  'several-bootstrap-servers',
  'clusters-merged',
  'quorum-lost',
  'two-voters',
  'stale-voter',
  'configurations-disagree',
  'peers-json-invalid',
  'peers-json-wrong-content',
  'peers-json-misplaced',
  'peers-json-unsupported',
  'peers-json-without-state',
  'peers-json-pending',
  'data-dir-empty',
  'store-damaged',
  'log-gap',
  'snapshot-damaged',
  'snapshot-missing',
  'store-locked',
  'data-dir-not-writable',
  'data-dir-not-persisted',
  'raft-multiplier-invalid',
  'gossip-key-mismatch',
  'raft-port-unreachable',
  'join-blocked',
  'reported-address-unreachable',
  'reported-address-is-primary',
  'reported-hostname-unresolvable',
  'reported-hostname-resolves-elsewhere',
  'duplicate-reported-address',
  'several-workers-one-address',
  'server-record-stale',
  'worker-name-unresolvable',
  'worker-port-blocked',
  'load-balancer-port-mismatch',
  'load-balancer-not-plain-http',
  'worker-behind-load-balancer-down',
  'socket-path-blocked',
  'load-balancer-cuts-connection',
  'websocket-upgrade-blocked',
  'secret-key-mismatch',
  'clock-skew',
  'primary-hostname-unknown',
  'primary-not-eligible',
  'hostname-not-lowercase',
  'server-hostname-not-pinned',
  'file-unreadable',
  'secret-key-not-set',
  'reported-address-not-kept',
  'agent-not-alive',
  'agent-port-unreachable',
]

/** Checks of one data-dir, which mean the same before a start. */
const asked = [
  'store-damaged',
  'peers-json-invalid',
  'peers-json-without-state',
  'peers-json-unsupported',
  'snapshot-damaged',
  'snapshot-missing',
  'log-gap',
  'peers-json-misplaced',
]

const folder = join(import.meta.dirname, '../../src/checks/no-leader')
const ids = checks.map(c => c.id)
const repairIds = everyRepair.map(r => r.id)

describe('the catalogue', () => {
  test('holds every promised id, each once', () => {
    expect(ids).toEqual(expect.arrayContaining(promised))
    expect(new Set(ids).size).toBe(ids.length)
  })

  test.each([
    ['no-leader', noLeaderChecks],
    ['worker-reachability', workerReachabilityChecks],
  ])('of %s lists every file, and files are named by id', (ailment, listed) => {
    const files = readdirSync(join(folder, '..', ailment)).filter(f => f.endsWith('.ts') && f !== 'index.ts')
    expect(files.sort()).toEqual(listed.map(c => `${c.id}.ts`).sort())
  })

  test('of agents lists every file too, beside the network checks of no-leader and its absence of a leader', () => {
    const files = readdirSync(join(folder, '../agent-reachability')).filter(f => f.endsWith('.ts') && f !== 'index.ts')
    expect(files.sort()).toEqual([...agentOnlyChecks.map(c => `${c.id}.ts`), 'leader-missing.ts'])
    expect(agentReachabilityChecks.map(c => c.id).filter(id => !ids.includes(id))).toEqual([])
    expect(new Set(agentReachabilityChecks.map(c => c.id)).size).toBe(agentReachabilityChecks.length)
  })

  test('of preflight lists every file too, beside checks of data-dirs that it asks as they are', () => {
    const files = readdirSync(join(folder, '../preflight')).filter(f => f.endsWith('.ts') && f !== 'index.ts')
    const own = preflightChecks.filter(c => !asked.includes(c.id))
    expect(files.sort()).toEqual(own.map(c => `${c.id}.ts`).sort())
    expect(preflightChecks.map(c => c.id).filter(id => !ids.includes(id))).toEqual([])
    expect(new Set(preflightChecks.map(c => c.id)).size).toBe(preflightChecks.length)
  })

  test('explains and repairs name what exists', () => {
    for (const check of checks) {
      expect(ids, check.id).toEqual(expect.arrayContaining([...check.explains]))
      expect(check.explains, check.id).not.toContain(check.id)
      expect(repairIds, check.id).toEqual(expect.arrayContaining([...check.repairs]))
    }
  })

  test('no two checks explain one another, by whatever detour', () => {
    const leadsBack = (start: AnyCheck, at: AnyCheck, seen: readonly string[]): boolean =>
      at.explains.some(id => {
        const next = checks.find(c => c.id === id)
        return id === start.id || (next !== undefined && !seen.includes(id) && leadsBack(start, next, [...seen, id]))
      })
    expect(checks.filter(c => leadsBack(c, c, [])).map(c => c.id)).toEqual([])
  })

  test.each(checks.map(check => ({id: check.id, check})))('$id is documented', ({check}) => {
    expect(check.id).toMatch(/^[a-z]+(-[a-z]+)*$/)
    expect(check.title.length).toBeGreaterThan(10)
    expect(check.title.endsWith('.')).toBe(false)
    expect(check.why.length).toBeGreaterThan(150)
    expect(check.confirm.length).toBeGreaterThan(0)
    expect(check.folklore.length).toBeGreaterThan(0)
    expect(check.references.length).toBeGreaterThan(0)
    expect(check.since).toMatch(/^\d+\.\d+\.\d+$/)
    expect(released(check.since)).toBe(true)
  })

  test('log lines are looked for under names of the dictionary', () => {
    const names = logDictionary.map(e => e.name)
    const sources = [folder, join(folder, 'rules')].flatMap(dir =>
      readdirSync(dir)
        .filter(f => f.endsWith('.ts'))
        .map(f => readFileSync(join(dir, f), 'utf8')),
    )
    const lists = sources.flatMap(s => [
      ...s.matchAll(
        /(?:latestHits\(\s*\w+,\s*|const (?:\w+Lines|failing|beyond|refusals|failedCalls) = )\[([^\]]*)\]/g,
      ),
      ...s.matchAll(/\bentry [!=]== ('[^']*')/g),
    ])
    const used = lists.flatMap(m => [...(m[1] ?? '').matchAll(/'([^']*)'/g)].map(q => q[1] ?? ''))
    expect(used.length).toBeGreaterThan(40)
    expect([...new Set(used)].filter(name => !names.includes(name))).toEqual([])
  })
})

describe('the cases', () => {
  let cases: ReadonlyMap<string, readonly CheckCase[]>
  beforeAll(async () => {
    cases = new Map([...(await loadCases()), ...(await loadCases('agent-reachability'))])
  })

  test('every check has a case in which it speaks and one in which it is silent', () => {
    for (const {id} of [...noLeaderChecks, ...agentOnlyChecks]) {
      const given = cases.get(id)?.map(c => c.gives.status) ?? []
      // The last check only ever asks for more evidence, and its silence is a skip.
      expect(given, id).toContain(id === 'leader-missing' ? 'unknown' : 'fail')
      expect(given, id).toContain(id === 'leader-missing' ? 'skip' : 'pass')
    }
  })

  test('on none of them a sentence has a hole, a firing no evidence or an unknown repair', () => {
    for (const {facts} of [...cases.values()].flat()) {
      for (const check of [...noLeaderChecks, ...agentOnlyChecks]) {
        const outcome = check.run(facts)
        if (outcome.status !== 'fail') continue
        for (const failure of outcome.failures) {
          const message = fillMessage(failure.message ?? check.message, failure.params)
          expect(message, check.id).not.toMatch(/\{\w+\}|undefined|null/)
          expect(failure.evidence.length, `${check.id}: ${message}`).toBeGreaterThan(0)
          expect(JSON.stringify(failure.evidence), check.id).not.toMatch(/undefined/)
          expect(check.repairs, check.id).toEqual(expect.arrayContaining([...(failure.repairs ?? [])]))
          if (failure.confidence === 'low') expect(failure.repairs ?? [], check.id).toEqual([])
        }
      }
    }
  })
})
