import {rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import type {ContainerRef} from '../../src/repairs/container-actions.ts'
import type {Plan, PlanStep} from '../../src/repairs/plan.ts'
import {sealPlan} from '../../src/repairs/seal-plan.ts'
import {readHistory} from '../../src/surgery/history.ts'
import {bundleProcess, stopAtCalls} from './bundle-process.ts'
import {planOf} from './data-dirs.ts'
import {actionsFor, Site} from './site.ts'
import {always, readContainers, type StandIn, serveApi, standInEngine, unset} from './stand-in-engine.ts'

let script = ''
beforeAll(() => {
  script = bundleProcess('dying-process')
}, 180_000)
afterAll(() => rmSync(script, {force: true}))

const s1: ContainerRef = {id: '1'.repeat(64), name: 's1', service: {project: 'p', name: 's1'}}
const s2: ContainerRef = {id: 'a'.repeat(64), name: 's2', service: null}

/** Stops two servers, changes files of both, creates one anew and, once it leads, starts the other. */
function planFor(site: Site, engine: string, port: number): Plan {
  const actions = actionsFor(site)
  const files = ['rewrite-raft-db', 'write-file in place of another', 'move-aside'].flatMap(name => actions[name] ?? [])
  const {schemaVersion, id, ...draft} = planOf(site.data, files)
  const step = (id: string, action: PlanStep['action']): PlanStep => ({id, title: id, action, diff: '', undo: ''})
  const call = {
    project: 'p',
    service: 's1',
    folder: site.folder,
    files: [site.compose],
    environmentFiles: [],
    generation: 1,
  } as const
  const recreate = {
    kind: 'recreate-service',
    container: s1,
    compose: call,
    dataDir: site.data,
    keptByUndo: false,
  } as const
  const server = (container: ContainerRef, dataDir: string) =>
    ({container, serverId: 's1', dataDir, httpAddr: `:${port}`}) as const
  return sealPlan({
    ...draft,
    stores: [...draft.stores, {dataDir: site.second, raftDb: join(site.second, 'raft/raft.db')}],
    steps: [
      step('stop-1', {kind: 'stop-container', container: s1}),
      step('stop-2', {kind: 'stop-container', container: s2}),
      ...draft.steps,
      step('start-1', recreate),
      step('leader-1', {kind: 'await-leader', containers: [s1], voters: []}),
      step('start-2', {kind: 'start-container', container: s2, dataDir: site.second}),
    ],
    containers: {
      engine,
      present: [s1, s2].map(({id, name}) => ({id: id ?? '', name, up: true})),
      hasLeader: true,
      verify: {
        servers: [server(s1, site.data), server(s2, site.second)],
        voters: [],
        exactly: false,
        keepsState: true,
      },
    },
  })
}

/** What an undo gives back; what a repair left is kept beside it. */
const treeOf = (site: Site) => site.tree().filter(line => !line.includes('.doctor-old-'))
const shapeOf = (site: Site) => treeOf(site).map(line => line.split(' ').toSpliced(4, 1).join(' '))
/** A container made anew from the same text is as good as the old one. */
const seen = (file: string) => readContainers(file).map(({id: _, ...rest}: StandIn) => rest)

test('killed at any step, containers or files: history names what is stopped, undo and a second run end it', async () => {
  const site = new Site('raft/restarts.tar.gz')
  const engine = join(site.folder, 'engine.json')
  const text = 'services:\r\n  dkron: {command: agent} # the agent\r\n'
  writeFileSync(
    engine,
    JSON.stringify([
      {id: s1.id, name: 's1', service: 's1', up: true, policy: always, text},
      {id: s2.id, name: 's2', service: null, up: true, policy: unset, text: ''},
    ]),
  )
  const free = await serveApi(0)
  free.close()
  const {port} = free
  const plan = planFor(site, engine, port)
  writeFileSync(site.planFile, JSON.stringify(plan))
  const original = {tree: treeOf(site), containers: seen(engine)}

  const stops: number[] = []
  const order = {...site.order('apply', null), engine: {file: engine, port}}
  const whole = JSON.parse(
    await stopAtCalls(script, order, ({at, torn}) => {
      if (torn) return
      stops.push(at)
      site.save(String(at))
    }),
  ) as {names: readonly string[]; result: {outcome: string}}
  expect(whole.result, JSON.stringify(whole.result)).toMatchObject({outcome: 'applied'})
  const finished = {tree: shapeOf(site), containers: seen(engine)}
  expect(finished.containers.map(c => [c.name, c.up, c.policy.Name])).toEqual([
    ['s2', true, 'no'],
    ['s1', true, 'always'],
  ])

  const api = await serveApi(port)
  const control = standInEngine(engine)
  const told = ['ledger', 'stop', 'start', 'policy', 'rename-container', 'create', 'remove']
  for (const [i, at] of stops.filter(at => told.includes(whole.names[at - 1] ?? '')).entries()) {
    const name = whole.names[at - 1] ?? ''
    const where = `after call ${at} (${name}) of ${whole.names.length}`
    site.putBack(String(at))
    const [view] = await site.withLedger(ledger => readHistory(ledger, control))
    const isUp = (name: string) => readContainers(engine).some(c => (c.service ?? c.name) === name && c.up)
    const down = ['s1', 's2'].filter(name => !isUp(name))
    expect(view?.leftStopped ?? [], where).toEqual(down)
    for (const {name, steps} of view?.containers ?? []) {
      expect(
        steps.map(s => s.did),
        where,
      ).toEqual(['stop', name === 's1' ? 'recreate' : 'start'])
      const [stop, start] = steps.map(s => s.state)
      if (stop === 'not-begun' || start === 'done') expect(isUp(name), where).toBe(true)
      if (stop === 'done' && start === 'not-begun') expect(isUp(name), where).toBe(false)
    }
    if (view === undefined) {
      expect({tree: treeOf(site), containers: seen(engine)}, where).toEqual(original)
      continue
    }

    // Of what was only noted each second one is ended in either way, of what was done all are in both.
    if (name !== 'ledger' || i % 2 === 0) {
      const undone = await site.undo(false, {control, start: true})
      expect(undone, where).toMatchObject({outcome: 'undone', stopped: []})
      expect(treeOf(site), where).toEqual(original.tree)
      expect(seen(engine).toSorted(byName), where).toEqual(original.containers)
      if (name === 'ledger') continue
      site.putBack(String(at))
    }
    const again = await site.apply(plan, {control})
    if (view.run.state === 'applied') continue
    expect(again, where).toMatchObject({outcome: 'applied', run: {id: view.run.id}})
    expect(shapeOf(site), where).toEqual(finished.tree)
    expect(seen(engine).toSorted(byName), where).toEqual(finished.containers.toSorted(byName))
  }
  api.close()
}, 300_000)

const byName = (a: {name: string}, b: {name: string}) => (a.name < b.name ? -1 : 1)
