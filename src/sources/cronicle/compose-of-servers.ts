import {resolve} from 'node:path'
import type {Case, Container} from '../../case/case.ts'
import type {CronicleServer} from '../../case/cronicle.ts'
import {mountsInside} from '../../formats/compose/mounts-inside.ts'
import {readCompose} from '../evidence/read-compose.ts'
import {composeSetIn, composeSetsOf} from '../live/find-compose-files.ts'

type Found = Pick<Case, 'compose' | 'unread'>

/**
 * The compose files that servers are made from: those that were named, else those that the labels of their containers
 * name, else that of the present folder where it mounts the folder of one of them. Known by absolute paths.
 */
export function composeOfServers(
  named: readonly string[],
  containers: readonly Container[],
  servers: readonly CronicleServer[],
  here: string,
): Found {
  if (named.length > 0)
    return readCompose(
      named.map(path => resolve(here, path)),
      containers,
    )
  const labelled = composeSetsOf(containers)
  if (labelled.length > 0) return together(labelled.map(files => readCompose(files, containers)))
  const set = composeSetIn(here, process.env)
  if (set === null) return {compose: [], unread: []}
  const {compose, unread} = readCompose(set, containers)
  const folders = servers.flatMap(({folder}) => folder ?? [])
  const concerns = compose.filter(file => file.services.some(s => folders.some(f => mountsInside(s, file, f))))
  return concerns.length > 0 ? {compose: concerns, unread} : {compose: [], unread: []}
}

const together = (read: readonly Found[]): Found => ({
  compose: read.flatMap(r => r.compose),
  unread: read.flatMap(r => r.unread),
})
