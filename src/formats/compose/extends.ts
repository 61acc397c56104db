import {posix} from 'node:path'
import type {ComposeNode, ComposeScope, MapEntry, MapNode} from './compose-node.ts'
import {childOf, textAt} from './compose-node.ts'
import {mergeServices, servicesOf} from './merge-service.ts'
import {readTree} from './read-tree.ts'

/** Longest chain of `extends` followed. */
const longestChain = 32

/** Puts the services that others extend under them, in the same file or another one. */
export class ExtendsResolver {
  private readonly scope: ComposeScope
  /** Files read for `extends`, by path. */
  private readonly files = new Map<string, MapNode | null>()

  constructor(scope: ComposeScope) {
    this.scope = scope
  }

  /** Paths of the files that were read. */
  get filesRead(): readonly string[] {
    return [...this.files].filter(([, services]) => services !== null).map(([path]) => path)
  }

  /** The service with everything it extends; what cannot be followed is left out and becomes a problem. */
  resolve(entry: MapEntry, siblings: MapNode, chain: readonly string[] = []): MapEntry {
    const {node} = entry
    const extended = childOf(node, 'extends')
    if (node.kind !== 'map' || extended === null) return entry
    const base = this.baseOf(extended, siblings, chain)
    return base?.kind === 'map' ? {place: entry.place, node: mergeServices(base, node)} : entry
  }

  private baseOf(extended: ComposeNode, siblings: MapNode, chain: readonly string[]): ComposeNode | null {
    const name = extended.kind === 'scalar' ? extended.value : textAt(extended, 'service')?.value
    const written = textAt(extended, 'file')?.value ?? null
    const here = extended.place.file
    const file =
      written === null ? here : posix.isAbsolute(written) ? written : posix.join(posix.dirname(here), written)
    const services = written === null || file === here ? siblings : this.load(file, extended)
    if (services === null) return null
    const found = services.entries.get(name ?? '')
    if (found === undefined) return this.fail(extended, `extends service "${name}", which ${file} does not have`)
    const link = `${file}#${name}`
    if (chain.includes(link) || chain.length >= longestChain) return this.fail(extended, `extends itself (${link})`)
    return this.resolve(found, services, [...chain, link]).node
  }

  private load(file: string, extended: ComposeNode): MapNode | null {
    const known = this.files.get(file)
    if (known !== undefined) return known
    const text = this.scope.load(file)
    const tree = text === null ? null : (readTree(text, file, this.scope)[0] ?? null)
    const services = tree === null ? null : servicesOf(tree)
    this.files.set(file, services)
    return services ?? this.fail(extended, `extends a service of ${file}, which cannot be read`)
  }

  private fail(node: ComposeNode, message: string): null {
    this.scope.problems.push({place: node.place, message, severity: 'error'})
    return null
  }
}
