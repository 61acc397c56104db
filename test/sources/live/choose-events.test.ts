import {expect, test} from 'vitest'
import type {Case} from '../../../src/case/case.ts'
import type {EngineEvent} from '../../../src/case/engine-event.ts'
import {read} from '../../../src/case/read.ts'
import {chooseEvents} from '../../../src/sources/live/choose-events.ts'

const event = (container: string, more: Partial<EngineEvent> = {}): EngineEvent => ({
  time: '2026-11-21T00:00:00.000Z',
  action: 'die',
  container,
  name: null,
  service: null,
  project: null,
  network: null,
  exitCode: null,
  signal: null,
  ...more,
})
const own = 'a'.repeat(64)
const old = `b0b0b0b0b0b0${'0'.repeat(52)}`
const mate = 'c'.repeat(64)
const foreign = 'd'.repeat(64)

const c = {
  containers: [{id: own, compose: {project: 'p'}}],
  dataDirs: [{raftDb: read({store: {configurations: [{servers: [{id: 'b0b0b0b0b0b0'}, {id: 'n1'}]}]}})}],
} as unknown as Case

test('of the containers, of their project, and of those a data-dir remembers, in networks too', () => {
  const events = [
    event(foreign),
    event(foreign, {project: 'q'}),
    event(mate, {action: 'connect', network: 'p_default'}),
    event(old, {action: 'destroy'}),
    event(mate, {project: 'p', action: 'create'}),
    event(own, {action: 'oom'}),
    event(foreign, {action: 'connect', network: 'p_default'}),
  ]
  expect(chooseEvents(events, c, []).map(e => [e.container[0], e.action])).toEqual([
    ['c', 'connect'],
    ['b', 'destroy'],
    ['c', 'create'],
    ['a', 'oom'],
  ])
  expect(chooseEvents(events, {containers: [], dataDirs: []}, ['q']).map(e => e.project)).toEqual([null, 'q', null])
})

test('of a loop only the newest fifty', () => {
  const events = Array.from({length: 300}, (_, i) => event(own, {exitCode: i}))
  const chosen = chooseEvents(events, c, [])
  expect(chosen).toHaveLength(50)
  expect(chosen.at(-1)?.exitCode).toBe(299)
})
