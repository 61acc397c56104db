import {readFileSync, statSync} from 'node:fs'
import {basename, dirname, join} from 'node:path'
import type {ComposeFile, Container} from '../../case/case.ts'
import type {ComposeText} from '../../formats/compose/decode-compose.ts'
import {decodeCompose} from '../../formats/compose/decode-compose.ts'
import {parseEnvFile} from '../../formats/compose/parse-env-file.ts'
import {groupComposeFiles} from './group-compose-files.ts'
import type {Unread} from './read-evidence.ts'
import {readServiceConfig} from './read-service-config.ts'
import type {TextRead} from './read-text.ts'
import {decodeText, fileReason} from './read-text.ts'

/** Names compose looks for by itself, in its order. */
const defaultNames = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml']

/** Larger than any file compose reads. */
const largest = 8 * 1024 * 1024

/**
 * Compose files as projects. Variables come from the environment of this process over the `.env` beside the first
 * file, as compose takes them; an override that compose would pick up by itself is read too.
 *
 * @param given paths of files, or of folders with a file of a default name
 * @param texts texts already read under a path, such as standard input
 */
export function readCompose(
  given: readonly string[],
  containers: readonly Container[],
  texts: ReadonlyMap<string, string> = new Map(),
): {readonly compose: readonly ComposeFile[]; readonly unread: readonly Unread[]} {
  const unread: Unread[] = []
  const files: ComposeText[] = []
  for (const path of given) {
    const text = texts.get(path)
    const file = text === undefined ? readOne(path) : {path, text}
    if ('reason' in file) unread.push({where: path, reason: file.reason})
    else files.push(file)
  }
  const compose: ComposeFile[] = []
  for (const group of groupComposeFiles(files, containers)) {
    const whole = withOwnOverride(group, containers)
    const first = whole[0]
    if (first === undefined) continue
    const decoded = decodeCompose(whole, environmentBeside(first.path), loadText)
    if (decoded.compose !== null) compose.push(withConfigs(decoded.compose))
    for (const {place, message, severity} of decoded.problems) {
      // A variable without a value stays visible in the values that use it.
      if (severity === 'error') unread.push({where: `${place.file}:${place.line}`, reason: message})
    }
  }
  return {compose, unread}
}

function withConfigs(file: ComposeFile): ComposeFile {
  return {...file, services: file.services.map(service => ({...service, config: readServiceConfig(service, file)}))}
}

function readOne(path: string): ComposeText | {reason: string} {
  const read = readSmall(path)
  if ('text' in read) return {path, text: read.text}
  if (!isFolder(path)) return read
  for (const name of defaultNames) {
    const text = loadText(join(path, name))
    if (text !== null) return {path: join(path, name), text}
  }
  return {reason: `holds none of ${defaultNames.join(', ')}`}
}

function isFolder(path: string): boolean {
  return statSync(path, {throwIfNoEntry: false})?.isDirectory() ?? false
}

/** `docker-compose.yml` alone takes `docker-compose.override.yml` with it, unless a container's label says otherwise. */
function withOwnOverride(group: readonly ComposeText[], containers: readonly Container[]): readonly ComposeText[] {
  const [only] = group
  if (group.length !== 1 || only === undefined || !defaultNames.includes(basename(only.path))) return group
  const labels = containers.flatMap(c => (c.compose === null ? [] : [c.compose.files.map(f => basename(f))]))
  const known = labels.filter(names => names.includes(basename(only.path)))
  const stem = basename(only.path).replace(/\.ya?ml$/, '')
  for (const name of [`${stem}.override.yaml`, `${stem}.override.yml`]) {
    if (known.length > 0 && !known.some(names => names.includes(name))) continue
    const path = join(dirname(only.path), name)
    const text = loadText(path)
    if (text !== null) return [only, {path, text}]
  }
  return group
}

function environmentBeside(file: string): Readonly<Record<string, string>> {
  const text = loadText(join(dirname(file), '.env'))
  const env: Record<string, string> = {}
  for (const {name, value} of text === null ? [] : parseEnvFile(text)) if (value !== null) env[name] = value
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value
  return env
}

function loadText(path: string): string | null {
  const read = readSmall(path)
  return 'text' in read ? read.text : null
}

function readSmall(path: string): TextRead {
  try {
    if (statSync(path).size > largest) return {reason: 'is larger than a compose file can be'}
    return {text: decodeText(readFileSync(path))}
  } catch (error) {
    return {reason: fileReason(error)}
  }
}
