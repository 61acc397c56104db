import type {ComposeNode, ListNode, MapEntry, MapNode} from './compose-node.ts'
import {childOf, itemsOf} from './compose-node.ts'
import {mountTarget} from './mounts.ts'

/**
 * One service over another by compose's rules for several files and for `extends`: single values and commands are
 * replaced, maps are merged key by key, lists are joined, volumes are merged by their target.
 */
export function mergeServices(base: MapNode, over: MapNode): MapNode {
  return mergeMaps(base, over, (key, before, after) => {
    if (key === 'command' || key === 'entrypoint') return after
    if (key === 'environment') return mergeValues(asAssignments(before), asAssignments(after))
    if (key === 'networks') return mergeValues(asNames(before), asNames(after))
    if (key === 'volumes') return mergeVolumes(before, after)
    if (key === 'env_file' || key === 'tmpfs' || key === 'profiles' || key === 'configs') {
      return joinLists(before, after)
    }
    return mergeValues(before, after)
  })
}

/** Top-level parts (`volumes`, `networks`) and anything without a rule of its own. */
export function mergeValues(before: ComposeNode, after: ComposeNode): ComposeNode {
  if (before.kind === 'map' && after.kind === 'map') {
    return mergeMaps(before, after, (_, a, b) => mergeValues(a, b))
  }
  return before.kind === 'list' && after.kind === 'list' ? joinLists(before, after) : after
}

function mergeMaps(
  base: MapNode,
  over: MapNode,
  mergeEntry: (key: string, before: ComposeNode, after: ComposeNode) => ComposeNode,
): MapNode {
  const entries = new Map<string, MapEntry>(base.entries)
  for (const [key, entry] of over.entries) {
    const before = entries.get(key)
    if (entry.node.tag === 'reset') entries.delete(key)
    else if (before === undefined || entry.node.tag === 'override') entries.set(key, entry)
    else if (entry.node.kind !== 'scalar' || entry.node.value !== null || key === 'command' || key === 'entrypoint') {
      entries.set(key, {place: entry.place, node: mergeEntry(key, before.node, entry.node)})
    }
  }
  return {...over, entries}
}

function joinLists(before: ComposeNode, after: ComposeNode): ListNode {
  return {kind: 'list', place: after.place, tag: null, items: [...itemsOf(before), ...itemsOf(after)]}
}

function mergeVolumes(before: ComposeNode, after: ComposeNode): ListNode {
  const byTarget = new Map(itemsOf(before).map(item => [mountTarget(item), item]))
  // A map keeps the place of a key that is set again, as compose keeps that of a volume.
  for (const item of itemsOf(after)) byTarget.set(mountTarget(item), item)
  return {kind: 'list', place: after.place, tag: null, items: [...byTarget.values()]}
}

/** `- NAME=value` items as a map; `- NAME` alone has no value. */
export function asAssignments(node: ComposeNode): ComposeNode {
  return listAsMap(node, text => {
    const equals = text.indexOf('=')
    return equals === -1 ? [text, null] : [text.slice(0, equals), text.slice(equals + 1)]
  })
}

/** A list of network names as the map form with nothing under each name. */
export function asNames(node: ComposeNode): ComposeNode {
  return listAsMap(node, text => [text, null])
}

function listAsMap(node: ComposeNode, split: (text: string) => readonly [string, string | null]): ComposeNode {
  if (node.kind !== 'list') return node
  const entries = new Map<string, MapEntry>()
  for (const item of node.items) {
    if (item.kind !== 'scalar' || item.value === null) continue
    const [key, value] = split(item.value)
    entries.set(key, {place: item.place, node: {...item, value}})
  }
  return {kind: 'map', place: node.place, tag: node.tag, entries}
}

/** The services of a tree: under `services`, or the whole file in the first format. */
export function servicesOf(tree: ComposeNode): MapNode | null {
  if (tree.kind !== 'map') return null
  const services = childOf(tree, 'services')
  if (services !== null) return services.kind === 'map' ? services : null
  return isFirstFormat(tree) ? tree : null
}

/** Format 1 has no `services:` and no `version:`; each key is a service. */
function isFirstFormat(tree: MapNode): boolean {
  if (tree.entries.has('version') || tree.entries.has('name') || tree.entries.has('include')) return false
  return [...tree.entries.values()].some(
    ({node}) => node.kind === 'map' && ['image', 'build', 'extends'].some(key => node.entries.has(key)),
  )
}
