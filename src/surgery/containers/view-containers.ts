import type {ContainerAction} from '../../repairs/container-actions.ts'
import {partsOf} from '../../repairs/plan-steps.ts'
import {type ContainerRecord, isEnded, type RunRecord} from '../ledger-records.ts'

/** What a run has done to one container, by its record. */
export interface ContainerView {
  readonly name: string
  /** In their order. */
  readonly steps: readonly ContainerStepView[]
  /** How it was left when the run was taken back: as before, as before but stopped, or as the run had made it. */
  readonly takenBack: 'no' | 'as-before' | 'left-stopped' | 'kept'
}

export interface ContainerStepView {
  /** Id of the plan's step. */
  readonly id: string
  readonly did: ContainerRecord['did']
  /** `begun` when the run was cut off in it; `not-begun` when it was cut off before it. */
  readonly state: ContainerRecord['state'] | 'not-begun'
  /** ID of the container that was started or made; null for a stop, and until then. */
  readonly after: string | null
}

const words: Partial<Record<ContainerAction['kind'], ContainerRecord['did']>> = {
  'stop-container': 'stop',
  'start-container': 'start',
  'recreate-service': 'recreate',
}

/** Every container that a run has touched, and, of one that was cut off, would have touched yet. */
export function viewContainers(run: RunRecord): readonly ContainerView[] {
  const records = run.containers ?? []
  const byName = new Map<string, ContainerStepView[]>()
  const add = (name: string, step: ContainerStepView) => byName.set(name, [...(byName.get(name) ?? []), step])
  for (const {id, did, state, after, container} of records) add(container.name, {id, did, state, after})
  const {stops, starts} = partsOf(run.plan)
  for (const {id, action} of isEnded(run.state) || run.state === 'undoing' ? [] : [...stops, ...starts]) {
    const did = words[action.kind]
    if (did === undefined || !('container' in action) || records.some(r => r.id === id)) continue
    add(action.container.name, {id, did, state: 'not-begun', after: null})
  }
  return [...byName].map(([name, steps]) => {
    const own = records.filter(r => r.container.name === name)
    return {name, steps, takenBack: takenBackHow(run, own)}
  })
}

function takenBackHow({state, restart}: RunRecord, own: readonly ContainerRecord[]): ContainerView['takenBack'] {
  if (state !== 'undone' && state !== 'rolled-back') return 'no'
  if (own.every(r => r.keptByUndo)) return 'kept'
  return own.some(r => r.wasUp) && restart !== true ? 'left-stopped' : 'as-before'
}
