import {posix} from 'node:path'
import type {ComposeFile} from '../../case/case.ts'
import type {ComposeNode, ComposeProblem, ComposeScope, MapEntry} from './compose-node.ts'
import {childOf, itemsOf, textAt} from './compose-node.ts'
import {ExtendsResolver} from './extends.ts'
import {mergeServices, mergeValues, servicesOf} from './merge-service.ts'
import {readTree} from './read-tree.ts'
import {decodeService} from './service.ts'

export interface ComposeText {
  readonly path: string
  readonly text: string
}

/** Deepest chain of files that include one another. */
const deepestInclude = 16

/**
 * One project from its compose files, in the order of `-f`: formats 1, 2, 3 and the compose specification.
 * Each file's variables are filled in, its `extends` and `include` followed, then later files go over earlier ones.
 * `compose` is null when no file has a service. Never throws.
 *
 * @param env variables of the shell over those of `.env`
 * @param load text of another file that these name, null when it cannot be read; paths are relative like those given
 */
export function decodeCompose(
  files: readonly ComposeText[],
  env: Readonly<Record<string, string>>,
  load: (path: string) => string | null = () => null,
): {readonly compose: ComposeFile | null; readonly problems: readonly ComposeProblem[]} {
  const scope: ComposeScope = {env, load, problems: []}
  const first = files[0]
  if (first === undefined) return {compose: null, problems: []}
  const project = new Project(scope, posix.dirname(first.path))
  for (const file of files) project.add(file, 0)
  const compose = project.toComposeFile(files)
  if (compose.services.length === 0 && scope.problems.length === 0) {
    const place = {file: first.path, line: 1, column: 1}
    scope.problems.push({place, message: 'holds no service', severity: 'error'})
  }
  return {compose: compose.services.length === 0 ? null : compose, problems: scope.problems}
}

class Project {
  private readonly scope: ComposeScope
  private readonly folder: string
  private readonly resolver: ExtendsResolver
  private readonly services = new Map<string, MapEntry>()
  /** `volumes`, `networks` and `configs` of all files. */
  private readonly parts = new Map<'volumes' | 'networks' | 'configs', ComposeNode>()
  private readonly files = new Set<string>()
  /** Files whose relative paths count from the project's folder; those of any other from its own. */
  private readonly ownFiles = new Set<string>()
  private name: string | null = null

  constructor(scope: ComposeScope, folder: string) {
    this.scope = scope
    this.folder = folder
    this.resolver = new ExtendsResolver(scope)
  }

  add(file: ComposeText, depth: number): void {
    this.files.add(file.path)
    if (depth === 0) this.ownFiles.add(file.path)
    for (const tree of readTree(file.text, file.path, this.scope)) {
      for (const item of itemsOf(childOf(tree, 'include'))) this.include(item, depth)
      const services = servicesOf(tree)
      for (const [name, entry] of services?.entries ?? []) {
        // A file of the first format may hold `x-` keys with anchors; so may `services` itself.
        if (services === null || name.startsWith('x-')) continue
        this.put(name, this.resolver.resolve(entry, services))
      }
      if (services !== tree) this.putParts(tree)
      this.name = textAt(tree, 'name')?.value ?? this.name
    }
  }

  private put(name: string, entry: MapEntry): void {
    const before = this.services.get(name)
    const merge = before?.node.kind === 'map' && entry.node.kind === 'map'
    const node = merge ? mergeServices(before.node, entry.node) : entry.node
    // The service stands where it was first written, unless an override carries it all.
    this.services.set(name, {place: before?.place ?? entry.place, node})
  }

  private putParts(tree: ComposeNode): void {
    for (const part of ['volumes', 'networks', 'configs'] as const) {
      const node = childOf(tree, part)
      const before = this.parts.get(part)
      if (node !== null) this.parts.set(part, before === undefined ? node : mergeValues(before, node))
    }
  }

  private include(item: ComposeNode, depth: number): void {
    const paths = item.kind === 'scalar' ? [item] : itemsOf(childOf(item, 'path'))
    for (const written of paths) {
      if (written.kind !== 'scalar' || written.value === null) continue
      const path = posix.join(posix.dirname(item.place.file), written.value)
      const text = depth >= deepestInclude || this.files.has(path) ? null : this.scope.load(path)
      if (text !== null) this.add({path, text}, depth + 1)
      else if (!this.files.has(path)) {
        this.scope.problems.push({
          place: item.place,
          message: `includes ${path}, which cannot be read`,
          severity: 'error',
        })
      }
    }
  }

  toComposeFile(given: readonly ComposeText[]): ComposeFile {
    const folders = {
      project: this.folder,
      of: (file: string) => (this.ownFiles.has(file) ? this.folder : posix.dirname(file)),
    }
    return {
      file: given[0]?.path ?? '',
      files: [...new Set([...this.files, ...this.resolver.filesRead])],
      projectName: this.name ?? this.scope.env.COMPOSE_PROJECT_NAME ?? null,
      services: [...this.services].map(([name, entry]) =>
        decodeService(name, entry, this.scope, folders, this.parts.get('configs') ?? null),
      ),
      volumes: entriesOf(this.parts.get('volumes')).map(([name, node]) => {
        const external = childOf(node, 'external')
        return {
          name,
          external: external?.kind === 'map' || textAt(node, 'external')?.value === 'true',
          realName: (textAt(node, 'name') ?? textAt(external, 'name'))?.value ?? null,
        }
      }),
      networks: entriesOf(this.parts.get('networks')).map(([name, node]) => ({
        name,
        subnets: itemsOf(childOf(childOf(node, 'ipam'), 'config')).flatMap(
          config => textAt(config, 'subnet')?.value ?? [],
        ),
      })),
    }
  }
}

function entriesOf(node: ComposeNode | undefined): readonly (readonly [string, ComposeNode])[] {
  return node?.kind === 'map' ? [...node.entries].map(([name, entry]) => [name, entry.node] as const) : []
}
