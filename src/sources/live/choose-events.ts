import type {Case} from '../../case/case.ts'
import type {EngineEvent} from '../../case/engine-event.ts'
import {readValue} from '../../case/read.ts'

/** Newest events kept: a container that ends and starts again in a loop makes hundreds an hour. */
const most = 50

/**
 * The events that concern the servers of a case: of its containers, of others of their compose project, of their own
 * networks, and of containers whose ID a data-dir still knows as a server ID.
 *
 * @param projects compose projects that are meant, though nothing of them may be left
 */
export function chooseEvents(
  events: readonly EngineEvent[],
  {containers, dataDirs}: Pick<Case, 'containers' | 'dataDirs'>,
  projects: readonly string[],
): readonly EngineEvent[] {
  const ids = new Set(containers.map(c => c.id))
  const meant = new Set([...projects, ...containers.flatMap(c => c.compose?.project ?? [])])
  const stored = dataDirs
    .flatMap(dir => readValue(dir.raftDb)?.store?.configurations ?? [])
    .flatMap(configuration => configuration.servers.map(s => s.id))
    .filter(id => /^[0-9a-f]{12}$/.test(id))
  const concerns = (e: EngineEvent) =>
    ids.has(e.container) ||
    (e.project !== null && meant.has(e.project)) ||
    stored.some(id => e.container.startsWith(id))
  const chosen = new Set(events.filter(concerns).map(e => e.container))
  // What happened to those containers in networks, which says neither project nor service.
  return events.filter(e => chosen.has(e.container)).slice(-most)
}
