import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {decodePlan} from '../../src/repairs/decode-plan.ts'
import type {Plan} from '../../src/repairs/plan.ts'
import {planId, sealPlan} from '../../src/repairs/seal-plan.ts'
import {schemaProblems} from '../schema.ts'

const hash = 'a'.repeat(64)
const plan = sealPlan({
  strategy: 'recover-configuration',
  title: 'Make dkron-node-1 the configuration',
  risk: 'disruptive',
  findings: ['server-id-changed:dkron'],
  stores: [{dataDir: '/srv/dkron.data', raftDb: '/srv/dkron.data/raft/raft.db'}],
  inputs: [
    {path: '/srv/dkron.data/raft/raft.db', sha256: hash},
    {path: '/srv/dkron.data/raft/peers.json', sha256: 'absent'},
  ],
  steps: [
    {
      id: 'raft-db',
      title: 'Rewrite raft.db',
      action: {
        kind: 'rewrite-raft-db',
        path: '/srv/dkron.data/raft/raft.db',
        change: {
          servers: [{id: 'dkron-node-1', address: '10.0.0.1:6868', suffrage: 'Voter'}],
          snapshot: {index: '18446744073709551615', term: '2'},
          index: '12',
          term: '3',
        },
      },
      diff: '- a\n+ b\n',
      undo: 'The old file is put back.',
    },
    {
      id: 'peers',
      title: 'Write peers.json',
      action: {
        kind: 'write-file',
        path: '/srv/dkron.data/raft/peers.json',
        text: '[]\r\n',
        ifNew: {mode: 0o600, ownerOf: '/srv/dkron.data/raft/raft.db'},
      },
      diff: '+ []\n',
      undo: 'It is removed.',
    },
    {id: 'a', title: 'a', action: {kind: 'remove-file', path: '/srv/x'}, diff: '', undo: ''},
    {id: 'b', title: 'b', action: {kind: 'move-aside', path: '/srv/y'}, diff: '', undo: ''},
  ],
  kept: ['every job'],
  lost: [],
  refusals: [],
  next: ['docker compose up -d'],
})

describe('a plan', () => {
  test('is read back from its text as it was', () => {
    expect(decodePlan(JSON.stringify(plan))).toEqual({plan})
    expect(schemaProblems('plan', plan)).toEqual([])
    expect(decodePlan(JSON.stringify(plan, null, 2))).toEqual({plan})
  })

  test('has the same id whatever the order of its keys, and another for any other content', () => {
    const reversed = Object.fromEntries(Object.entries(plan).reverse()) as unknown as Plan
    expect(planId(reversed)).toBe(plan.id)
    expect(sealPlan({...plan, title: 'another'}).id).not.toBe(plan.id)
    expect(sealPlan({...plan, steps: plan.steps.toReversed()}).id).not.toBe(plan.id)
    expect(plan.id).toMatch(/^[0-9a-f]{16}$/)
  })

  test('that was edited by hand is refused', () => {
    const edited = JSON.stringify(plan).replace('10.0.0.1:6868', '10.0.0.2:6868')
    expect(decodePlan(edited)).toEqual({problem: expect.stringContaining('changed after it was made')})
  })

  test('of another shape is refused with the field that is wrong', () => {
    const bad: readonly (readonly [string, unknown])[] = [
      ['schemaVersion', 2],
      ['risk', 'none'],
      ['stores', [{dataDir: 'relative', raftDb: null}]],
      ['inputs', [{path: '/x', sha256: 'short'}]],
      ['inputs', [{path: '/x\0', sha256: hash}]],
      ['steps', [{...plan.steps[0], action: {kind: 'format-disk', path: '/'}}]],
      ['steps', [{...plan.steps[0], action: {kind: 'toString', path: '/'}}]],
      ['steps', [{...plan.steps[0], action: {...plan.steps[0]?.action, change: null}}]],
      ['steps', [{...plan.steps[1], action: {...plan.steps[1]?.action, ifNew: {mode: -1, ownerOf: '/x'}}}]],
      ['steps', [{...plan.steps[2], action: {kind: 'remove-file'}}]],
      ['kept', 'everything'],
      ['next', undefined],
    ]
    for (const [field, value] of bad) {
      const sealed = {...plan, [field]: value}
      const text = JSON.stringify({...sealed, id: planId(sealed as Plan)})
      expect(decodePlan(text), field).toEqual({problem: expect.stringContaining(field)})
      expect(schemaProblems('plan', JSON.parse(text)), field).not.toEqual([])
    }
    for (const text of ['', 'null', '[]', '3', '{', '{"schemaVersion":1}']) {
      expect(decodePlan(text)).toHaveProperty('problem')
    }
  })

  test('never throws, whatever it is given', () => {
    const text = JSON.stringify(plan)
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({maxLength: 4}), fc.nat(6), (at, put, drop) => {
        const other = text.slice(0, at) + put + text.slice(at + drop)
        const decoded = decodePlan(other)
        if ('plan' in decoded) expect(decoded.plan).toEqual(plan)
      }),
      {numRuns: 500},
    )
    fc.assert(fc.property(fc.json(), any => 'problem' in decodePlan(any)))
  })
})
