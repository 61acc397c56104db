import {existsSync} from 'node:fs'
import {isAbsolute, join, resolve} from 'node:path'
import type {Container} from '../../case/case.ts'

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

/** The project of a folder, with its override file; null when it has none. */
export function composeSetIn(folder: string): ComposeSet | null {
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
