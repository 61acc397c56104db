import {readdirSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import type {ApiAnswers} from '../../../src/case/case.ts'
import {noLeaderChecks} from '../../../src/checks/no-leader/index.ts'
import {type AskedPeer, planSelfHeal} from '../../../src/repairs/planning/plan-self-heal.ts'
import {collectCase} from '../../../src/sources/collect-case.ts'
import {readPlanInputs} from '../../../src/sources/read-plan-inputs.ts'
import {expectedCases, fixtures} from '../../checks/captured-case.ts'
import {scratch, unpackInto} from '../../unpack.ts'

interface Asked {
  readonly serverId?: string | null
  readonly peers?: readonly AskedPeer[]
  /** Data-dirs to take; the first one when left out. */
  readonly dataDirs?: readonly string[]
  readonly inspect?: boolean
  readonly compose?: boolean
}

/** As in a container that sees the data-dir and nothing else, unless more is given. */
async function decide(name: string, asked: Asked = {}) {
  const {serverId = 'dkron1', peers = [], inspect = false, compose = false} = asked
  const files = readdirSync(join(fixtures, name))
  const stored = files.flatMap(f => (f.endsWith('.tar.gz') ? [f.slice(0, -'.tar.gz'.length)] : []))
  const folder = scratch()
  const dataDirs = (asked.dataDirs ?? stored.slice(0, 1)).map(d => {
    unpackInto(`dkron/${name}/${d}.tar.gz`, folder)
    return join(folder, d)
  })
  const of = (pattern: RegExp) => files.filter(f => pattern.test(f)).map(f => join(fixtures, name, f))
  const c = await collectCase({
    dataDirs,
    nodeNames: [],
    inspect: inspect ? of(/^inspect-/) : [],
    network: [],
    compose: compose ? of(/^docker-compose\.yml$/) : [],
    log: [],
    api: [],
    dkronVersion: null,
    offline: true,
    context: null,
    timeout: 1000,
    check: true,
  })
  return planSelfHeal(c, noLeaderChecks, readPlanInputs(c, null), {serverId, peers, version: '0.0.0'})
}

/** The captures of one server that is known by the ID of a container; every other one is left alone. */
const mended = [
  'v2.2.2-e2d-alias-only-new-ip',
  'v2.2.2-e2e1-node-name-added-after',
  'v3.2.7-e2a-new-id-same-ip',
  'v3.2.7-e2e2-node-name-old-id',
  'v4.0.9-e1-0-healthy-first-start',
  'v4.0.9-e1-1-down-up-new-id-new-ip',
  'v4.0.9-e2d-alias-only-new-ip',
  'v4.0.9-e2e1-node-name-added-after',
  'v4.0.9-e2e2-node-name-old-id',
  'v4.0.9-snap-0-natural-healthy',
  'v4.0.9-snap-1-natural-new-id',
]

const broken = 'v4.0.9-e1-1-down-up-new-id-new-ip'
const former = 'a52fb2697449'
const why = async (name: string, asked: Asked = {}) => {
  const decided = await decide(name, asked)
  return decided.act === 'heal' ? decided.act : `${decided.act}: ${[decided.why].flat().join('; ')}`
}

const stored = (name: string) => readdirSync(join(fixtures, name)).filter(f => f.endsWith('.tar.gz'))

describe('every captured data-dir, seen alone', () => {
  test.each(expectedCases().filter(({name}) => stored(name).length > 0))('$name', async ({name}) => {
    const decided = await decide(name)
    expect(decided.act === 'heal').toBe(mended.includes(name))
    if (decided.act !== 'heal') return
    expect(decided).toMatchObject({formerId: expect.stringMatching(/^[0-9a-f]{12}$/), serverId: 'dkron1'})
    expect(decided.plan.steps.map(s => s.action.kind)).toEqual(['rewrite-raft-db'])
  })
})

test.each([
  ['one that is stored', broken, former, /^nothing: "a52fb2697449" is a voter/],
  ['none', broken, null, /^refuse: the server ID that the scheduler will have is not known/],
  ['one beside a voter that a person named', 'v4.0.9-w5-node-name-case-changed', 'x', /somebody chose it/],
  ['one of three voters', 'v4.0.9-e4-2-new-ids-new-ips', 'x', /has 3 servers/],
  ['one for a store without a vote', 'v4.0.9-e4-8-expect3-only2', 'n1', /^nothing: .* its first start/],
  ['one for a store that is damaged', 'v4.0.9-e5-raftdb-zeroed-page', 'n1', /^refuse: store-damaged/],
  ['one for an unfit peers.json', 'v4.0.9-e3a5-peersjson-malformed', 'n1', /^refuse: peers-json-invalid/],
])('told %s', async (_, name, serverId, words) => {
  expect(await why(name, {serverId})).toMatch(words)
})

test('two data-dirs contradict each other', async () => {
  expect(await why('v4.0.9-e4-2-new-ids-new-ips', {dataDirs: ['d1', 'd2']})).toMatch(/several servers are at hand/)
})

test('one that is the ID of a container: the way out is a name', async () => {
  const unnamed = await decide(broken, {serverId: null, inspect: true})
  expect(unnamed).toMatchObject({act: 'refuse', unnamed: true})
  expect(await why(broken, {serverId: null, inspect: true})).toMatch(
    /^refuse: "f87aaf5337bd" is the ID of a container .*: start the scheduler under a fixed one, and name that here with --node-name$/,
  )
  expect(await decide(broken, {inspect: true})).not.toHaveProperty('unnamed')
})

test('a container that runs on the data-dir', async () => {
  expect(await why(broken, {inspect: true})).toBe('refuse: container e1_dkron_1 runs on it')
})

test('the compose file names the server otherwise', async () => {
  const name = 'v4.0.9-e2e1-node-name-added-after'
  expect(await why(name, {serverId: 'dkron1', compose: true})).toMatch(/will be called "[^"]+" \(.*\), not "dkron1"/)
})

describe('who answers', () => {
  const where = 'http://10.0.0.7:8080'
  const peer = (toJoin: boolean, answers: Readonly<Record<string, unknown>> | null): AskedPeer => ({
    where,
    toJoin,
    answers: answers && {source: where, server: where, answers: textOf(answers)},
  })
  const textOf = (answers: Readonly<Record<string, unknown>>): ApiAnswers['answers'] =>
    Object.fromEntries(Object.entries(answers).map(([k, v]) => [k, {status: 200, body: JSON.stringify(v)}]))
  const named = (name: string) => ({'/v1/': {agent: {name}}})
  const member = (Name: string, Status: number) => ({'/v1/members': [{Name, Status, Tags: {}}]})
  const leader = {'/v1/leader': {Name: 'n2', Tags: {rpc_addr: '10.0.0.7:6868'}}}

  test.each([
    ['nobody', peer(true, null), /^heal$/],
    [
      'another server at the stored address',
      peer(false, {...named('other'), ...member('other', 1), ...leader}),
      /^heal$/,
    ],
    ['the former server', peer(false, named(former)), /"a52fb2697449" is alive: it answers at/],
    ['one that sees it', peer(false, {...named('n2'), ...member(former, 1)}), /is alive: "n2" at .* among its members/],
    ['one that saw it go', peer(false, {...named('n2'), ...member(former, 4)}), /^heal$/],
    ['a leader to join', peer(true, {...named('n2'), ...leader}), /there is a leader: "n2"/],
  ])('%s', async (_, asked, words) => {
    expect(await why(broken, {peers: [asked]})).toMatch(words)
  })
})
