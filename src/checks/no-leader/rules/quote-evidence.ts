import type {Place} from '../../../case/case.ts'
import type {Server} from '../../../facts/types.ts'
import type {LogHit} from '../../../formats/dkron/log-dictionary.ts'
import type {Setting} from '../../../formats/dkron/types.ts'
import type {RaftServer, StoredConfiguration} from '../../../formats/raft/types.ts'
import type {Evidence} from '../../../report/types.ts'

/** Which server ID the process has and where that comes from; empty when it is not known. */
export function quoteIdentity(server: Server): readonly Evidence[] {
  if (server.identity.state !== 'read') return []
  const {serverId, from, place, passedOver} = server.identity.value
  const where = place === null ? '' : `, ${place.file}:${place.line}`
  const quote = {source: `${server.label}: ${from.origin.text}${where}`, value: `server ID "${serverId}"`}
  const written = place ?? from.origin.place
  const identity = written ? {...quote, place: written} : quote
  if (passedOver === null) return [identity]
  const {file, problem} = passedOver
  return [identity, {source: file, value: `passed over by Dkron: ${problem}`, place: {file}}]
}

/** A stored configuration with the place it was read from. */
export function quoteConfiguration(server: Server, configuration: StoredConfiguration): Evidence {
  const what = configuration.from === 'log' ? `log index ${configuration.index}` : 'configuration of the snapshot'
  const value = configuration.servers.map(describeServer).join('; ') || 'no servers'
  return quoteFile(server, configuration.file, value, `, ${what}`)
}

/** What a file of the server's data-dir says; `file` counts from there, `detail` says where in it. */
export function quoteFile(server: Server, file: string, value: string, detail = ''): Evidence {
  const path = server.dataDir?.path
  const source = `${path ?? server.label}: ${file}${detail}`
  return path === undefined ? {source, value} : {source, value, place: {file: `${path.replace(/\/+$/, '')}/${file}`}}
}

/** What a line of a text says. */
export function quotePlace(place: Place, value: string): Evidence {
  return {source: `${place.file}:${place.line}`, value, place}
}

/** A setting with where it was given. The value is left to the caller: keys are never quoted. */
export function quoteSetting(server: Server, {origin}: Setting<unknown>, value: string): Evidence {
  return {source: `${server.label}: ${origin.text}`, value, ...(origin.place && {place: origin.place})}
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
