import type {ComposeText} from './decode-compose.ts'
import {servicesOf} from './merge-service.ts'
import {readTree} from './read-tree.ts'

/** A file with a service that says neither what it runs nor what it extends: an override, of use only over another. */
export function needsBase(file: ComposeText): boolean {
  const trees = readTree(file.text, file.path, {env: {}, load: () => null, problems: []})
  const services = trees.flatMap(tree => [...(servicesOf(tree)?.entries ?? [])])
  return services.some(
    ([name, {node}]) =>
      !name.startsWith('x-') &&
      node.kind === 'map' &&
      !['image', 'build', 'extends'].some(key => node.entries.has(key)),
  )
}
