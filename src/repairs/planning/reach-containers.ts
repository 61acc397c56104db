import {resolve} from 'node:path/posix'
import type {Server} from '../../facts/types.ts'
import {composeGeneration} from '../../formats/docker/compose-generation.ts'
import type {ComposeLabels, EngineRow} from '../../formats/docker/decode-engine-row.ts'
import type {ComposeCall, ContainerRef} from '../container-actions.ts'
import type {ContainerPicture} from './context.ts'

/** A server of the plan as the engine has it. */
export interface ReachedServer {
  readonly server: Server
  /** Null for a service that has no container now. */
  readonly row: EngineRow | null
  readonly ref: ContainerRef
  /** How compose creates it anew; null when that is not certain. */
  readonly call: ComposeCall | null
}

/**
 * Finds each server's container, and how compose was called for it. `why` where one of them cannot be acted on with
 * certainty; null where none of them has a container here at all: there is nothing to act on.
 */
export function reachServers(
  picture: ContainerPicture,
  servers: readonly Server[],
  needsCompose: (server: Server) => boolean,
): readonly ReachedServer[] | {readonly why: string} | null {
  const rowOf = (server: Server) => picture.rows.find(row => row.id === server.container?.id) ?? null
  if (!servers.some(rowOf)) return null
  const labels = servers.flatMap(server => rowOf(server)?.compose ?? [])
  const reached: ReachedServer[] = []
  for (const server of servers) {
    const row = rowOf(server)
    if (server.container !== null && row === null) return {why: `the engine has no container of ${server.label}`}
    if (row !== null && server.dataDir !== null && server.joinedBy !== 'same-path') {
      return {why: `whether ${server.dataDir.path} is the data-dir of ${server.label} is not certain`}
    }
    const label = row === null ? labelOfSibling(server, labels) : row.compose
    const call = label === null ? {why: `${server.label} was not made by compose`} : callOf(picture, server, label)
    if ((row === null || needsCompose(server)) && 'why' in call) return call
    const known = 'why' in call ? null : call
    const service = label && {project: label.project, name: label.service}
    reached.push({server, row, call: known, ref: {id: row?.id ?? null, name: row?.name ?? server.label, service}})
  }
  return reached
}

/** A service without a container belongs to the project that its file's other containers are of. */
function labelOfSibling({compose}: Server, labels: readonly ComposeLabels[]): ComposeLabels | null {
  const sibling = labels.find(label => compose !== null && sameFiles(filesOf(label), compose.file.files))
  return sibling && compose ? {...sibling, service: compose.service.name} : null
}

function callOf(picture: ContainerPicture, server: Server, label: ComposeLabels): ComposeCall | {readonly why: string} {
  const {project, service, folder} = label
  const files = filesOf(label)
  if (!folder.startsWith('/') || files.length === 0) return {why: `compose left no folder or file on ${server.label}`}
  if (server.compose === null || !sameFiles(files, server.compose.file.files)) {
    return {why: `${server.label} was made from other compose files than those at hand (${files.join(', ')})`}
  }
  const containers = picture.rows.filter(
    ({compose}) => compose?.project === project && compose.service === service && !compose.oneOff,
  )
  if (containers.length > 1) return {why: `service "${service}" has ${containers.length} containers`}
  const made = composeGeneration(label.version)
  // Compose 2 takes a project of compose 1 over; the other way it does not.
  const generation = picture.composes.find(c => c.generation === made)?.generation ?? (made === 1 ? 2 : null)
  if (generation === null || !picture.composes.some(c => c.generation === generation)) {
    const here = picture.composes.map(c => c.version).join(', ') || 'none'
    return {why: `${server.label} was made by compose ${label.version}, and this host has ${here}`}
  }
  const environmentFiles = label.environmentFiles.map(file => resolve(folder, file))
  return {project, service, folder, files, environmentFiles, generation}
}

const filesOf = ({folder, files}: ComposeLabels): readonly string[] => files.map(file => resolve(folder, file))

/** The same files; those of the case may be named from the present folder, so ends are compared where one is relative. */
function sameFiles(labelled: readonly string[], known: readonly string[]): boolean {
  if (labelled.length !== known.length) return false
  return labelled.every((file, i) => {
    const other = known[i] ?? ''
    return other.startsWith('/') ? other === file : file.endsWith(`/${other.replace(/^\.\//, '')}`)
  })
}
