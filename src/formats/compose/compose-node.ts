import type {Place} from '../../case/case.ts'

/**
 * A compose file as a tree that still knows where each part stands: anchors, merge keys and variables are already
 * resolved, and every scalar is text (compose's own types are decided by the key it stands under).
 */
export type ComposeNode = ScalarNode | ListNode | MapNode

interface Placed {
  readonly place: Place
  /** `!reset` takes an attribute out of an override, `!override` puts it in place of the former one. */
  readonly tag: 'reset' | 'override' | null
}

export interface ScalarNode extends Placed {
  readonly kind: 'scalar'
  /** null for an empty value. */
  readonly value: string | null
}

export interface ListNode extends Placed {
  readonly kind: 'list'
  readonly items: readonly ComposeNode[]
}

export interface MapNode extends Placed {
  readonly kind: 'map'
  readonly entries: ReadonlyMap<string, MapEntry>
}

export interface MapEntry {
  /** Where the key stands. */
  readonly place: Place
  readonly node: ComposeNode
}

/** Something in a compose file that could not be followed. */
export interface ComposeProblem {
  readonly place: Place
  readonly message: string
  /** `error`: what the file says is not known in full. `warning`: known, as far as text can tell. */
  readonly severity: 'error' | 'warning'
}

/** What reading a compose file needs from around it. */
export interface ComposeScope {
  /** Variables for `${NAME}`: what compose takes from the shell and from `.env`. */
  readonly env: Readonly<Record<string, string>>
  /** Text of another file (`extends`, `include`, `env_file`), null when it cannot be read. */
  readonly load: (path: string) => string | null
  readonly problems: ComposeProblem[]
}

/** A map's value under a key; null when it is no map, has no such key, or the value is empty. */
export function childOf(node: ComposeNode | null, key: string): ComposeNode | null {
  const child = node?.kind === 'map' ? (node.entries.get(key)?.node ?? null) : null
  return child?.kind === 'scalar' && child.value === null ? null : child
}

/** Text of a scalar under a key with its place. */
export function textAt(node: ComposeNode | null, key: string): {value: string; place: Place} | null {
  const child = childOf(node, key)
  return child?.kind === 'scalar' && child.value !== null ? {value: child.value, place: child.place} : null
}

/** The items of a list, or the one scalar that stands in place of a list. */
export function itemsOf(node: ComposeNode | null): readonly ComposeNode[] {
  if (node?.kind === 'list') return node.items
  return node?.kind === 'scalar' && node.value !== null ? [node] : []
}
