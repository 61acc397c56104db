import type {ComposeFile, ComposeService, Container} from '../../case/case.ts'
import type {CronicleServer} from '../../case/cronicle.ts'
import {readValue} from '../../case/read.ts'
import {mountsInside} from '../../formats/compose/mounts-inside.ts'
import type {Primary} from './types.ts'

/**
 * The compose service of a server: by the label of its container, else the only one that mounts a part of its folder.
 * A container without a label was made by hand, and is in no file.
 */
export function composeServiceOf(
  files: readonly ComposeFile[],
  container: Container | null,
  server: CronicleServer | null,
): Primary['compose'] {
  const all = files.flatMap(file => file.services.map(service => ({file, service})))
  const found = container === null ? all.filter(s => mounts(s, server)) : all.filter(s => made(s, container))
  // A backup, say, mounts the same folder.
  const [only = null, ...others] = found.length > 1 ? found.filter(s => namesCronicle(s.service)) : found
  return others.length === 0 ? only : null
}

function namesCronicle({image, command, entrypoint, mounts}: ComposeService): boolean {
  const words = [image?.value, ...(entrypoint?.value ?? []), ...(command?.value ?? []), ...mounts.map(m => m.target)]
  return words.some(word => /cronicle/i.test(word ?? ''))
}

interface InFile {
  readonly file: ComposeFile
  readonly service: ComposeService
}

/** A label holds paths as compose was given them, and files may have been saved elsewhere: their names have to agree. */
function made({file, service}: InFile, {compose: label}: Container): boolean {
  if (label === null || service.name !== label.service) return false
  if (file.projectName !== null && file.projectName !== label.project) return false
  const names = (paths: readonly string[]) => paths.map(path => path.split('/').at(-1)).join('\n')
  return names(file.files) === names(label.files)
}

function mounts({file, service}: InFile, server: CronicleServer | null): boolean {
  if (server === null) return false
  const storage = readValue(server.storage)
  const places = [server.folder, storage?.baseDir.startsWith('/') ? storage.baseDir : null]
  return places.some(place => place !== null && mountsInside(service, file, place))
}
