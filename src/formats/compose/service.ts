import {posix} from 'node:path'
import type {ComposeService, Placed, PlacedWords} from '../../case/case.ts'
import type {ComposeNode, ComposeScope, MapEntry} from './compose-node.ts'
import {childOf, itemsOf, textAt} from './compose-node.ts'
import {configsOf} from './configs.ts'
import {environmentOf} from './environment.ts'
import {asNames} from './merge-service.ts'
import {isHostPath, mountsOf} from './mounts.ts'
import {splitCommand} from './split-command.ts'

/** Folders that relative paths count from. */
export interface ComposeFolders {
  /** The project's: that of the first file. */
  readonly project: string
  /** That of any file that went into the project. */
  readonly of: (file: string) => string
}

/** A service after overrides and `extends`, as a value of the case. */
export function decodeService(
  name: string,
  entry: MapEntry,
  scope: ComposeScope,
  folders: ComposeFolders,
  configs: ComposeNode | null = null,
): ComposeService {
  const {node} = entry
  return {
    name,
    place: entry.place,
    image: textAt(node, 'image'),
    command: wordsAt(node, 'command'),
    entrypoint: wordsAt(node, 'entrypoint'),
    ...environmentOf(childOf(node, 'environment'), childOf(node, 'env_file'), scope, folders.of),
    hostname: textAt(node, 'hostname'),
    containerName: textAt(node, 'container_name'),
    user: textAt(node, 'user'),
    workingDir: textAt(node, 'working_dir'),
    // Format 1 calls it `net`.
    networkMode: textAt(node, 'network_mode') ?? textAt(node, 'net'),
    networks: networksOf(childOf(node, 'networks')),
    mounts: mountsOf(childOf(node, 'volumes'), childOf(node, 'tmpfs')).map(mount => {
      if (mount.type !== 'bind' || mount.source === null) return mount
      return {...mount, source: fromProject(mount.source, folders.of(mount.place.file), folders.project)}
    }),
    configs: configsOf(childOf(node, 'configs'), configs, folders),
    config: {state: 'not-collected'},
    replicas: replicasOf(node),
    restart: textAt(node, 'restart'),
    profiles: itemsOf(childOf(node, 'profiles')).flatMap(textOf),
  }
}

/** One text is split like a shell would; a list is taken as it is. An empty one takes the image's away. */
function wordsAt(node: ComposeNode, key: string): PlacedWords | null {
  const child = childOf(node, key)
  if (child?.kind === 'scalar') return {value: splitCommand(child.value ?? ''), place: child.place}
  if (child?.kind !== 'list') return null
  const words = child.items.flatMap(item => textOf(item).map(value => ({value, place: item.place})))
  return {value: words.map(w => w.value), place: child.place, places: words.map(w => w.place)}
}

function networksOf(node: ComposeNode | null): ComposeService['networks'] {
  const named = node === null ? null : asNames(node)
  if (named?.kind !== 'map') return []
  return [...named.entries].map(([network, entry]) => ({
    network,
    aliases: itemsOf(childOf(entry.node, 'aliases')).flatMap(alias =>
      textOf(alias).map(value => ({value, place: alias.place})),
    ),
    fixedAddress: textAt(entry.node, 'ipv4_address'),
  }))
}

function replicasOf(node: ComposeNode): Placed<number> | null {
  const written = textAt(node, 'scale') ?? textAt(childOf(node, 'deploy'), 'replicas')
  if (written === null || !/^\d{1,6}$/.test(written.value)) return null
  return {value: Number(written.value), place: written.place}
}

function textOf(node: ComposeNode): readonly string[] {
  return node.kind === 'scalar' && node.value !== null ? [node.value] : []
}

/** A relative host path of an extended or included file in another folder, as seen from the project. */
function fromProject(source: string, folder: string, project: string): string {
  if (folder === project || !/^\.\.?(?:\/|$)/.test(source) || !isHostPath(source)) return source
  const path = posix.relative(project, posix.join(folder, source))
  return path.startsWith('.') ? path : `./${path}`
}
