import {existsSync} from 'node:fs'
import {isAbsolute, join, resolve} from 'node:path'
import type {Container} from '../../case/case.ts'
import {parseEnvFile} from '../../formats/compose/parse-env-file.ts'
import {readSmallFile} from '../data-dir/read-small-file.ts'

/** Names compose looks for, in its order; the override that belongs to each is read with it. */
const names = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml']
const overrides: Record<string, readonly string[]> = {
  'compose.yaml': ['compose.override.yaml', 'compose.override.yml'],
  'compose.yml': ['compose.override.yml', 'compose.override.yaml'],
  'docker-compose.yml': ['docker-compose.override.yml', 'docker-compose.override.yaml'],
  'docker-compose.yaml': ['docker-compose.override.yaml', 'docker-compose.override.yml'],
}

/** Sets of compose files that are read together, each a project. */
export type ComposeSet = readonly string[]

/** The project of a folder: what COMPOSE_FILE names, else a file with its override; null when it has none. */
export function composeSetIn(
  folder: string,
  env: Readonly<Record<string, string | undefined>> = {},
): ComposeSet | null {
  const named = composeFileVariable(folder, env)
  if (named !== null) return named
  const name = names.find(n => existsSync(join(folder, n)))
  if (name === undefined) return null
  const override = (overrides[name] ?? []).find(n => existsSync(join(folder, n)))
  return override === undefined ? [join(folder, name)] : [join(folder, name), join(folder, override)]
}

/** The projects that made these containers, by compose's own labels, as far as their files are still there. */
export function composeSetsOf(containers: readonly Container[]): readonly ComposeSet[] {
  const sets = new Map<string, ComposeSet>()
  for (const {compose} of containers) {
    if (compose === null || compose.files.length === 0) continue
    const files = compose.files.map(f => (isAbsolute(f) ? f : resolve(compose.workingDir, f)))
    if (files.every(f => existsSync(f))) sets.set(files.join('\n'), files)
  }
  return [...sets.values()]
}

/** COMPOSE_FILE of the shell, else of `.env`: paths parted by COMPOSE_PATH_SEPARATOR, `:` when not set. */
function composeFileVariable(folder: string, env: Readonly<Record<string, string | undefined>>): ComposeSet | null {
  const beside = envFileIn(folder)
  const variable = (name: string) => env[name] ?? beside.get(name) ?? ''
  const text = variable('COMPOSE_FILE')
  const paths = text.split(variable('COMPOSE_PATH_SEPARATOR') || ':').filter(path => path !== '')
  return paths.length === 0 ? null : paths.map(path => resolve(folder, path))
}

function envFileIn(folder: string): ReadonlyMap<string, string> {
  const read = readSmallFile(join(folder, '.env'))
  const text = 'bytes' in read ? Buffer.from(read.bytes).toString('utf8') : ''
  return new Map(parseEnvFile(text).flatMap(({name, value}) => (value === null ? [] : [[name, value] as const])))
}
