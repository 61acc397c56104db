import {posix} from 'node:path'
import type {ComposeService, Placed} from '../../case/case.ts'
import type {ComposeNode, ComposeScope} from './compose-node.ts'
import {itemsOf, textAt} from './compose-node.ts'
import {asAssignments} from './merge-service.ts'
import {parseEnvFile} from './parse-env-file.ts'

export type ComposeVariable = ComposeService['environment'][number]

/**
 * The environment of a service: `env_file` in its order, over it `environment`. A name without a value takes the
 * shell's, null when the shell has none.
 *
 * @param folderOf folder that relative paths in a file count from
 */
export function environmentOf(
  environment: ComposeNode | null,
  envFile: ComposeNode | null,
  scope: ComposeScope,
  folderOf: (file: string) => string,
): Pick<ComposeService, 'environment' | 'unreadEnvFiles'> {
  const variables = new Map<string, ComposeVariable>()
  const unread: Placed<string>[] = []
  for (const item of itemsOf(envFile)) {
    const found = readEnvFile(item, scope, folderOf)
    if ('unread' in found) unread.push({value: found.unread, place: item.place})
    else for (const variable of found.variables) variables.set(variable.name, variable)
  }
  const assigned = environment === null ? null : asAssignments(environment)
  if (assigned?.kind === 'map') {
    for (const [name, {place, node}] of assigned.entries) {
      const value = node.kind === 'scalar' ? node.value : null
      variables.set(name, {name, value: value ?? fromShell(name, scope), place})
    }
  }
  return {environment: [...variables.values()], ...(unread.length > 0 ? {unreadEnvFiles: unread} : {})}
}

function readEnvFile(
  item: ComposeNode,
  scope: ComposeScope,
  folderOf: (file: string) => string,
): {readonly variables: readonly ComposeVariable[]} | {readonly unread: string} {
  const written = item.kind === 'scalar' ? item.value : textAt(item, 'path')?.value
  if (!written) return {variables: []}
  const file = posix.join(folderOf(item.place.file), written)
  const path = posix.isAbsolute(written) ? written : file
  const text = scope.load(path)
  if (text === null) {
    const optional = item.kind === 'map' && textAt(item, 'required')?.value === 'false'
    if (optional) return {variables: []}
    scope.problems.push({place: item.place, message: `env_file ${path} cannot be read`, severity: 'error'})
    return {unread: path}
  }
  const variables = parseEnvFile(text, scope.env).map(({name, value, line}) => ({
    name,
    value: value ?? fromShell(name, scope),
    place: {file: path, line, column: 1},
  }))
  return {variables}
}

function fromShell(name: string, scope: ComposeScope): string | null {
  return Object.hasOwn(scope.env, name) ? (scope.env[name] ?? null) : null
}
