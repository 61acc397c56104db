import type {EngineEvent} from '../../../case/engine-event.ts'
import type {Facts, Server} from '../../../facts/types.ts'
import {settingsOfService} from '../../../formats/dkron/settings-of.ts'
import type {Evidence} from '../../../report/types.ts'
import {looksLikeContainerId} from './membership.ts'

/** A container that ends as often is restarted in a loop, by the engine or by hand. */
const manyEnds = 3
/** Ended by `docker stop` and its like: 0, SIGINT, SIGKILL, SIGTERM. */
const ordinaryEnds = [0, 130, 137, 143]

/**
 * The engine remembers how the container that was this server was removed: the one with that ID, or the last one of the
 * compose service that is given that name. Null when it does not remember, or when another one was created since.
 */
export function removalOf(serverId: string, {cluster}: Facts): EngineEvent | null {
  const own = (e: EngineEvent) => looksLikeContainerId(serverId) && e.container.startsWith(serverId)
  const services = cluster.composeFiles
    .flatMap(file => file.services)
    .filter(s => (settingsOfService(s).nodeName?.value ?? s.hostname?.value) === serverId)
    .map(s => s.name)
  const ofIt = cluster.events.filter(e => own(e) || (e.service !== null && services.includes(e.service)))
  const last = ofIt.findLast(e => e.action === 'create' || e.action === 'destroy')
  return last?.action === 'destroy' ? last : null
}

export function quoteRemoval(serverId: string, facts: Facts): readonly Evidence[] {
  const removal = removalOf(serverId, facts)
  return removal === null ? [] : [{source: `engine events: ${nameOf(removal)}`, value: `removed at ${removal.time}`}]
}

/**
 * How the container of the old ID was removed and this server's one created in its place, as far as the engine
 * remembers it.
 */
export function quoteReplacement(server: Server, oldIds: readonly string[], facts: Facts): readonly Evidence[] {
  const removals = oldIds.filter(looksLikeContainerId).flatMap(id => quoteRemoval(id, facts))
  const created = facts.cluster.events.findLast(e => e.action === 'create' && e.container === server.container?.id)
  if (removals.length === 0 || created === undefined) return removals
  return [...removals, {source: `engine events: ${nameOf(created)}`, value: `created at ${created.time}`}]
}

/** The server's container ended again and again, or was killed for its memory, whatever its state is just now. */
export interface Loop {
  readonly times: number
  readonly outOfMemory: number
  readonly since: string
  readonly exitCode: number | null
}

export function loopOf(server: Server, {cluster}: Facts): Loop | null {
  const own = cluster.events.filter(e => e.container === server.container?.id)
  const outOfMemory = own.filter(e => e.action === 'oom').length
  const ends = own.filter(e => e.action === 'die')
  const crashes = ends.filter(e => outOfMemory > 0 || !ordinaryEnds.includes(e.exitCode ?? 0))
  const [first] = crashes
  if (first === undefined || (crashes.length < manyEnds && outOfMemory === 0)) return null
  return {times: crashes.length, outOfMemory, since: first.time, exitCode: crashes.at(-1)?.exitCode ?? null}
}

export function quoteLoop(server: Server, facts: Facts): readonly Evidence[] {
  const loop = loopOf(server, facts)
  if (loop === null) return []
  return [{source: `engine events: container ${server.label}`, value: describeLoop(loop)}]
}

export function describeLoop({times, outOfMemory, since, exitCode}: Loop): string {
  const code = exitCode === null ? '' : `, last with exit code ${exitCode}`
  const memory = outOfMemory === 0 ? '' : `; ${outOfMemory} times the kernel found its memory limit used up`
  return `ended ${times === 1 ? 'once' : `${times} times`} since ${since}${code}${memory}`
}

function nameOf({container, name}: EngineEvent): string {
  const id = container.slice(0, 12)
  return name === null ? `container ${id}` : `container ${name} (${id})`
}
