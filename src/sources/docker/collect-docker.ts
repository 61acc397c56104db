import type {Container, DockerNetwork, ServerLog} from '../../case/case.ts'
import type {DockerVolume} from '../../case/docker-volume.ts'
import type {EngineEvent} from '../../case/engine-event.ts'
import {ToolError} from '../../errors.ts'
import {decodeEvents} from '../../formats/docker/decode-events.ts'
import {decodeInspect, decodeNetworkInspect} from '../../formats/docker/decode-inspect.ts'
import {decodeLog} from '../../formats/docker/decode-log.ts'
import {decodeVolumes} from '../../formats/docker/decode-volumes.ts'
import {chooseContainers, type Wanted} from './choose-containers.ts'
import type {Engine, EngineFiles, ListedContainer} from './engine.ts'
import {type LocateMount, mountLocator, realPath} from './locate-mount.ts'
import {readContainerConfig} from './read-container-config.ts'

/** What the engine showed of one scheduler's containers. */
export interface DockerEvidence {
  readonly containers: readonly Container[]
  readonly networks: readonly DockerNetwork[]
  readonly logs: readonly ServerLog[]
  /** All volumes of the engine. */
  readonly volumes: readonly DockerVolume[]
  /** Of all containers, as far as the engine remembers them. */
  readonly events: readonly EngineEvent[]
  readonly unread: readonly {readonly where: string; readonly reason: string}[]
}

/** Lines of log asked of each container: a start of Dkron is some 60 lines at debug level. */
const logTail = 2000
/** Calls under way at once: an engine answers a handful in parallel, and hundreds at once only queue there. */
const parallel = 8
/** Seconds of events: what an outage of last night began with. */
const eventsBack = 24 * 3600

/**
 * Reads the containers of the cluster that is meant. The list of all containers is one call; only the chosen few are
 * inspected, so a host with hundreds of others costs nothing more.
 *
 * @param wantedWith which cluster is meant, told with the volumes there are
 * @throws ToolError SEVERAL_CLUSTERS when nothing says which cluster is meant.
 */
export async function collectDocker(
  engine: Engine & EngineFiles,
  wantedWith: (volumes: readonly DockerVolume[]) => Wanted,
): Promise<DockerEvidence> {
  const unread: {where: string; reason: string}[] = []
  const note = (where: string) => (error: unknown) => {
    unread.push({where, reason: reasonOf(error)})
    return null
  }
  const [rows, volumesText] = await Promise.all([
    engine.listContainers(),
    engine.listVolumes().catch(note(`${engine.where} volumes`)),
  ])
  const volumes = decodeVolumes(volumesText ?? '[]', `${engine.where} volumes`)
  const locate = mountLocator(volumes, engine.local)
  const choice = chooseContainers(engine.local ? rows.map(row => placedHere(row, locate)) : rows, wantedWith(volumes))
  if ('several' in choice) throw severalClusters(choice.several)
  const events = engine.readEvents(eventsBack).catch(note(`${engine.where} events`))
  const inspected = await inBatches(choice.containers, async row => {
    const where = `${engine.where} container ${row.names[0] ?? row.id.slice(0, 12)}`
    const text = await engine.inspectContainer(row.id).catch(note(where))
    if (text === null) return []
    const {containers, problems} = decodeInspect(text, where)
    for (const reason of problems) unread.push({where, reason})
    return inBatches(containers, async found => {
      const placed = {...found, mounts: found.mounts.map(mount => ({...mount, source: locate(mount)}))}
      return {...placed, config: await readContainerConfig(placed, engine)}
    })
  })
  const containers = inspected.flat()
  const networks = await inBatches(networkNames(containers), async name => {
    const where = `${engine.where} network ${name}`
    const text = await engine.inspectNetwork(name).catch(note(where))
    return text === null ? [] : decodeNetworkInspect(text, where).networks
  })
  const logs = await inBatches(containers, async container => {
    const where = `${engine.where} log of ${container.name}`
    const text = await engine.readLog(container.id, logTail).catch(note(where))
    return text === null ? [] : [{...decodeLog(text, where), server: container.name}]
  })
  return {
    containers,
    networks: networks.flat(),
    logs: logs.flat(),
    volumes,
    events: decodeEvents((await events) ?? ''),
    unread,
  }
}

/** With every path as this host resolves it, so that it can be compared with folders and data-dirs. */
function placedHere(row: ListedContainer, locate: LocateMount): ListedContainer {
  const {project} = row
  return {
    ...row,
    mounts: row.mounts.map(m => ({...m, source: locate({source: m.source, volume: m.name})})),
    project: project && {...project, folder: project.folder === '' ? '' : realPath(project.folder)},
  }
}

function severalClusters(clusters: readonly string[]): ToolError {
  return new ToolError(
    'SEVERAL_CLUSTERS',
    `${clusters.length} Dkron clusters run on this host; say which one is meant`,
    {
      next: [
        'Name its data-dir: doctor no-leader DATA_DIR',
        'or start doctor in the folder of its compose file:',
        ...clusters,
      ],
    },
  )
}

function networkNames(containers: readonly Container[]): readonly string[] {
  return [...new Set(containers.flatMap(c => c.networks.map(n => n.network)))]
}

async function inBatches<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = []
  for (let i = 0; i < items.length; i += parallel) {
    results.push(...(await Promise.all(items.slice(i, i + parallel).map(work))))
  }
  return results
}

/** The engine's own words, and the way out for the two failures people meet. */
export function reasonOf(error: unknown): string {
  const {code, name, message} = (error ?? {}) as NodeJS.ErrnoException
  if (code === 'EACCES' || code === 'EPERM') {
    return 'permission denied (run as root, or as a member of the group that owns the socket)'
  }
  if (code === 'ENOENT' || code === 'ECONNREFUSED') return 'no engine answers there (is it running?)'
  // What the library makes of its own timeout is ECONNRESET, "socket hang up".
  if (code === 'ECONNRESET' || name === 'AbortError' || name === 'TimeoutError') return 'no answer in time'
  return message ?? String(error)
}
