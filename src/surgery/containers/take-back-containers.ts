import type {EngineRow} from '../../formats/docker/decode-engine-row.ts'
import type {ContainerRef} from '../../repairs/container-actions.ts'
import type {ContainerRecord} from '../ledger-records.ts'
import {type Attempt, done} from '../refusal.ts'
import {hold, release} from './do-container-step.ts'
import type {EngineControl} from './engine-control.ts'
import {containersOf} from './find-containers.ts'
import {nameAgain} from './name-again.ts'

/** What a run has done to one container, all its steps together. */
export interface TouchedContainer {
  readonly ref: ContainerRef
  readonly wasUp: boolean
  readonly policy: ContainerRecord['policy']
  /** How compose makes it; null when the run only stopped or started it. */
  readonly compose: ContainerRecord['compose']
  /** The run may have started it, or its successor. */
  readonly started: boolean
}

/** Every container a run has touched, in its order; those that an undo leaves as they are are left out. */
export function touchedContainers(records: readonly ContainerRecord[]): readonly TouchedContainer[] {
  const byName = new Map<string, TouchedContainer>()
  for (const {container, did, wasUp, policy, compose, keptByUndo} of records) {
    if (keptByUndo) continue
    const known = byName.get(container.name)
    byName.set(container.name, {
      ref: container,
      wasUp: wasUp || (known?.wasUp ?? false),
      policy: policy ?? known?.policy ?? null,
      compose: compose ?? known?.compose ?? null,
      started: did !== 'stop' || (known?.started ?? false),
    })
  }
  return [...byName.values()]
}

/** Stops what the run has started, the last first, so that its files can be given back. */
export async function stopStarted(
  control: EngineControl,
  touched: readonly TouchedContainer[],
): Promise<Attempt<void>> {
  const listed = await control.list()
  if (!listed.ok) return listed
  for (const {ref, policy} of touched.filter(t => t.started).toReversed()) {
    for (const row of containersOf(listed.value, ref).filter(r => r.up)) {
      const stopped = await hold(control, row.id, row.id === ref.id ? policy : null)
      if (!stopped.ok) return stopped
    }
  }
  return done(undefined)
}

/**
 * Gives containers back as they were: the same one under its own policy, or one made anew from the file as it is
 * again. With `restart` those run again that did before; without it all stay stopped. Can be repeated.
 */
export async function bringBack(
  control: EngineControl,
  touched: readonly TouchedContainer[],
  restart: boolean,
): Promise<Attempt<void>> {
  const listed = await control.list()
  if (!listed.ok) return listed
  for (const one of touched) {
    const back = await bringOneBack(control, one, containersOf(listed.value, one.ref), restart && one.wasUp)
    if (!back.ok) return back
  }
  return done(undefined)
}

async function bringOneBack(
  control: EngineControl,
  {ref, policy, compose, started}: TouchedContainer,
  present: readonly EngineRow[],
  start: boolean,
): Promise<Attempt<void>> {
  const own = present.find(row => row.id === ref.id)
  if (compose !== null && started && (own === undefined || present.length > 1)) {
    // A service that had no container keeps the new one, stopped: nothing is ever removed.
    if (ref.id === null) return done(undefined)
    const made = await control.recreate(compose, start)
    return made.ok ? nameAgain(control, ref) : made
  }
  if (own === undefined) return done(undefined)
  const named = await nameAgain(control, ref)
  if (!named.ok) return named
  if (start) return release(control, own.id, policy)
  return policy === null ? done(undefined) : control.setRestartPolicy(own.id, policy)
}

/** Containers that were up before the run and are not now; by the record alone where the engine is not `asked`. */
export async function leftStopped(
  control: EngineControl | null,
  records: readonly ContainerRecord[],
): Promise<{readonly names: readonly string[]; readonly asked: boolean}> {
  const before = touchedContainers(records).filter(t => t.wasUp)
  const listed = control === null || before.length === 0 ? null : await control.list()
  const isUp = ({ref, started}: TouchedContainer): boolean =>
    listed?.ok ? containersOf(listed.value, ref).some(row => row.up) : started
  return {names: before.filter(t => !isUp(t)).map(t => t.ref.name), asked: listed?.ok ?? false}
}
