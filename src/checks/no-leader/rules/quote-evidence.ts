import type {Server} from '../../../facts/types.ts'
import type {LogHit} from '../../../formats/dkron/log-dictionary.ts'
import type {RaftServer, StoredConfiguration} from '../../../formats/raft/types.ts'
import type {Evidence} from '../../../report/types.ts'

/** Which server ID the process has and where that comes from; empty when it is not known. */
export function quoteIdentity(server: Server): readonly Evidence[] {
  if (server.identity.state !== 'read') return []
  const {serverId, from, place, passedOver} = server.identity.value
  const where = place === null ? '' : `, ${place.file}:${place.line}`
  const identity = {source: `${server.label}: ${from.origin.text}${where}`, value: `server ID "${serverId}"`}
  if (passedOver === null) return [identity]
  const {file, problem} = passedOver
  return [identity, {source: file, value: `passed over by Dkron: ${problem}`}]
}

/** A stored configuration with the place it was read from. */
export function quoteConfiguration(server: Server, configuration: StoredConfiguration): Evidence {
  const what = configuration.from === 'log' ? `log index ${configuration.index}` : 'configuration of the snapshot'
  return {
    source: `${server.dataDir?.path ?? server.label}: ${configuration.file}, ${what}`,
    value: configuration.servers.map(describeServer).join('; ') || 'no servers',
  }
}

export function describeServer(s: RaftServer): string {
  return `${s.suffrage} "${s.id}" at ${s.address}`
}

/** The effective configuration of a server's own data-dir; empty when there is none. */
export function quoteOwnConfiguration(server: Server): readonly Evidence[] {
  return server.configuration.state === 'read' ? [quoteConfiguration(server, server.configuration.value)] : []
}

/** A line of a log, shortened to what a terminal shows. */
export function quoteHit(server: Server, hit: LogHit): Evidence {
  const text = hit.text.length > 240 ? `${hit.text.slice(0, 240)}…` : hit.text
  return {source: `${server.log?.source.source ?? server.label}, line ${hit.line}`, value: text}
}

/** The newest of these lines, when there is one. */
export function quoteNewest(server: Server, hits: readonly LogHit[]): readonly Evidence[] {
  const last = hits.at(-1)
  return last ? [quoteHit(server, last)] : []
}

/** What the API said of leadership; empty when it was not asked. */
export function quoteLeadership(server: Server): readonly Evidence[] {
  const api = server.api
  if (api === null) return []
  const quotes: Evidence[] = []
  if (api.isLeader !== null) {
    quotes.push({
      source: `${api.source}: /v1/isleader`,
      value: api.isLeader ? '200, it says it leads' : '404, it follows',
    })
  }
  if (api.leader !== null) {
    const named = api.leader === 'none' ? 'no leader known' : `"${api.leader.name}"`
    quotes.push({source: `${api.source}: /v1/leader`, value: named})
  }
  return quotes
}

/** The state of a container as `docker inspect` shows it. */
export function quoteContainer(server: Server): readonly Evidence[] {
  const container = server.container
  if (container === null) return []
  const ended = container.status === 'exited' ? `, exit code ${container.exitCode}` : ''
  const killed = container.oomKilled ? ', killed for its memory' : ''
  const again = container.restarts > 0 ? `, started again ${container.restarts} times by the engine` : ''
  const value = `${container.status}${ended}${killed}${again}`
  return [{source: `${container.source}: container ${container.name}`, value}]
}
