import {expect, test} from 'vitest'
import {renderHistory} from '../../../src/present/text/render-history.ts'
import type {PlanStep} from '../../../src/repairs/plan.ts'
import {sealPlan} from '../../../src/repairs/seal-plan.ts'
import {readHistory} from '../../../src/surgery/history.ts'
import {memoryLedger} from '../../../src/surgery/ledger.ts'
import type {ContainerRecord, RunRecord} from '../../../src/surgery/ledger-records.ts'
import {newRun} from '../../../src/surgery/run-log.ts'

const ref = (name: string) => ({id: name.slice(-1).repeat(64), name, service: {project: 'p', name}})
const [s1, s2] = [ref('p_s1'), ref('p_s2')]
const call = {
  project: 'p',
  service: 's1',
  folder: '/p',
  files: ['/p/c.yml'],
  environmentFiles: [],
  generation: 1,
} as const

const actions: Readonly<Record<string, PlanStep['action']>> = {
  'stop-1': {kind: 'stop-container', container: s1},
  'stop-2': {kind: 'stop-container', container: s2},
  'start-1': {kind: 'recreate-service', container: s1, compose: call, dataDir: null, keptByUndo: false},
  'leader-1': {kind: 'await-leader', containers: [s1], voters: []},
  'start-2': {kind: 'start-container', container: s2, dataDir: null},
}

const plan = sealPlan({
  strategy: 'recover-configuration',
  title: 'A test',
  risk: 'disruptive',
  findings: [],
  stores: [],
  inputs: [],
  steps: Object.entries(actions).map(([id, action]) => ({id, title: id, action, diff: '', undo: ''})),
  kept: [],
  lost: [],
  refusals: [],
  next: [],
})

function record(id: string, more: Partial<ContainerRecord>): ContainerRecord {
  const action = actions[id]
  if (action === undefined || !('container' in action)) throw new Error(`${id} is of no container`)
  const did = id.startsWith('stop') ? 'stop' : action.kind === 'recreate-service' ? 'recreate' : 'start'
  const nothing = {policy: null, after: null, compose: null, keptByUndo: false, opened: null}
  return {id, did, state: 'done', container: action.container, wasUp: did === 'stop', ...nothing, ...more}
}

const stops = [record('stop-1', {}), record('stop-2', {})]
const starts = [record('start-1', {after: 'f'.repeat(64)}), record('start-2', {after: s2.id})]

async function said(run: Partial<RunRecord>): Promise<{text: readonly string[]; json: unknown}> {
  const ledger = memoryLedger()
  await ledger.put({...newRun(plan, new Date(0)), ...run})
  const runs = await readHistory(ledger)
  const text = renderHistory(runs, {colour: false, unicode: true, columns: 120})
  return {text: text.split('\n').filter(line => line.includes('container p_')), json: runs[0]?.containers}
}

const cases: readonly [string, Partial<RunRecord>, readonly string[]][] = [
  [
    'done',
    {state: 'applied', containers: [...stops, ...starts]},
    ['container p_s1: stopped, made anew (now ffffffffffff)', 'container p_s2: stopped, started'],
  ],
  [
    'cut off while the first is made anew',
    {state: 'backed-up', containers: [...stops, record('start-1', {state: 'begun'})]},
    ['container p_s1: stopped, making it anew was begun', 'container p_s2: stopped, not started yet'],
  ],
  [
    'cut off before the second is stopped',
    {state: 'begun', containers: [record('stop-1', {state: 'begun'})]},
    ['container p_s1: stopping it was begun, not made anew yet', 'container p_s2: not stopped yet, not started yet'],
  ],
  [
    'rolled back by itself',
    {state: 'rolled-back', restart: true, containers: stops},
    ['container p_s1: stopped; then taken back', 'container p_s2: stopped; then taken back'],
  ],
  [
    'undone, which starts nothing again',
    {state: 'undone', restart: false, containers: stops},
    [
      'container p_s1: stopped; then taken back, and left stopped',
      'container p_s2: stopped; then taken back, and left stopped',
    ],
  ],
  [
    'undone, but for a container that keeps its leader',
    {state: 'undone', restart: false, containers: starts.map(r => ({...r, keptByUndo: true}))},
    [
      'container p_s1: made anew (now ffffffffffff); left so when the rest was taken back',
      'container p_s2: started; left so when the rest was taken back',
    ],
  ],
]

test.each(cases)('what was done to containers: %s', async (_, run, lines) => {
  const {text, json} = await said(run)
  expect(text.map(line => line.replace(/^\s*\S+\s+/, ''))).toEqual(lines)
  expect(json).toMatchObject([{name: 'p_s1'}, {name: 'p_s2'}])
})

test('as JSON, each step with its state and the container it made', async () => {
  const {json} = await said({state: 'applied', containers: [...stops, ...starts]})
  expect(json).toEqual([
    {
      name: 'p_s1',
      takenBack: 'no',
      steps: [
        {id: 'stop-1', did: 'stop', state: 'done', after: null},
        {id: 'start-1', did: 'recreate', state: 'done', after: 'f'.repeat(64)},
      ],
    },
    {
      name: 'p_s2',
      takenBack: 'no',
      steps: [
        {id: 'stop-2', did: 'stop', state: 'done', after: null},
        {id: 'start-2', did: 'start', state: 'done', after: s2.id},
      ],
    },
  ])
})
