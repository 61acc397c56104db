import type {Container, DockerNetwork, ServerLog} from '../../case/case.ts'
import {ToolError} from '../../errors.ts'
import {decodeInspect, decodeNetworkInspect} from '../../formats/docker/decode-inspect.ts'
import {decodeLog} from '../../formats/docker/decode-log.ts'
import {chooseContainers, type Wanted} from './choose-containers.ts'
import type {Engine} from './engine.ts'

/** What the engine showed of one scheduler's containers. */
export interface DockerEvidence {
  readonly containers: readonly Container[]
  readonly networks: readonly DockerNetwork[]
  readonly logs: readonly ServerLog[]
  readonly unread: readonly {readonly where: string; readonly reason: string}[]
}

/** Lines of log asked of each container: a start of Dkron is some 60 lines at debug level. */
const logTail = 2000
/** Calls under way at once: an engine answers a handful in parallel, and hundreds at once only queue there. */
const parallel = 8

/**
 * Reads the containers of the cluster that is meant. The list of all containers is one call; only the chosen few are
 * inspected, so a host with hundreds of others costs nothing more.
 * @throws ToolError SEVERAL_CLUSTERS when nothing says which cluster is meant.
 */
export async function collectDocker(engine: Engine, wanted: Wanted): Promise<DockerEvidence> {
  const unread: {where: string; reason: string}[] = []
  const note = (where: string) => (error: unknown) => {
    unread.push({where, reason: reasonOf(error)})
    return null
  }
  const choice = chooseContainers(await engine.listContainers(), wanted)
  if ('several' in choice) throw severalClusters(choice.several)
  const chosen = choice.containers
  const inspected = await inBatches(chosen, async row => {
    const where = `${engine.where} container ${row.names[0] ?? row.id.slice(0, 12)}`
    const text = await engine.inspectContainer(row.id).catch(note(where))
    if (text === null) return []
    const {containers, problems} = decodeInspect(text, where)
    for (const reason of problems) unread.push({where, reason})
    return containers
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
  return {containers, networks: networks.flat(), logs: logs.flat(), unread}
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
  const {code, message} = (error ?? {}) as NodeJS.ErrnoException
  if (code === 'EACCES' || code === 'EPERM') {
    return 'permission denied (run as root, or as a member of the group that owns the socket)'
  }
  if (code === 'ENOENT' || code === 'ECONNREFUSED') return 'no engine answers there (is it running?)'
  return message ?? String(error)
}
