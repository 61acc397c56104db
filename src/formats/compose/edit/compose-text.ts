import {isDeepStrictEqual} from 'node:util'
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  type YAMLMap,
} from 'yaml'
import type {Edit, Splice} from './splice.ts'
import {applySplice, refuse} from './splice.ts'

/** Keys and positions that lead to a node, e.g. `['services', 'dkron', 'command', 2]`. */
export type Path = readonly (string | number)[]

export type Located =
  | {readonly ok: true; readonly node: Node; readonly document: Document}
  | {readonly ok: false; readonly reason: string}

/**
 * Parses every document of a compose text; null when any of them has an error, since then positions cannot be trusted,
 * or has no values: an alias without its anchor, or aliases that multiply beyond measure.
 */
export function parseComposeText(text: string): readonly Document[] | null {
  const documents = parseAllDocuments(text, {merge: true, uniqueKeys: true, keepSourceTokens: true})
  if (!Array.isArray(documents)) return null
  return documents.some(d => d.errors.length > 0 || !hasValues(d)) ? null : (documents as Document[])
}

/** Aliases and merge keys are followed only when values are asked for; the parser throws there what it cannot follow. */
function hasValues(document: Document): boolean {
  try {
    document.toJS()
    return true
  } catch {
    return false
  }
}

/**
 * The node at a path, only when it is written there and nowhere else: what comes through an alias or a merge key
 * belongs to several services, so changing it would change them all.
 */
export function locate(documents: readonly Document[], path: Path): Located {
  for (const document of documents) {
    const found = walk(document, path)
    if (found !== null) return found
  }
  return {ok: false, reason: `${path.join('.')} is not in this file`}
}

function walk(document: Document, path: Path): Located | null {
  let node: unknown = document.contents
  for (const [depth, key] of path.entries()) {
    const here = path.slice(0, depth).join('.') || 'the file'
    if (isAlias(node)) return {ok: false, reason: `${here} is an alias (*${node.source}) shared with other places`}
    if (isMap(node)) {
      const pair = ownPair(node, key)
      if (pair === null) {
        return hasMergeKey(node) && hasValue(document.toJS(), path.slice(0, depth + 1))
          ? {
              ok: false,
              reason: `${path.slice(0, depth + 1).join('.')} comes from a merge key (<<) shared with other places`,
            }
          : null
      }
      node = pair.value
    } else if (isSeq(node) && typeof key === 'number') {
      node = node.items[key]
    } else return null
  }
  if (isAlias(node))
    return {ok: false, reason: `${path.join('.')} is an alias (*${node.source}) shared with other places`}
  if (!isMap(node) && !isSeq(node) && !isScalar(node)) return null
  if (node.anchor !== undefined && isReferenced(document, node.anchor)) {
    return {ok: false, reason: `${path.join('.')} is an anchor (&${node.anchor}) that other places use`}
  }
  return {ok: true, node, document}
}

export function ownPair(map: YAMLMap, key: string | number): Pair<Node, Node | null> | null {
  const pair = map.items.find(p => isScalar(p.key) && p.key.value === key)
  return (pair as Pair<Node, Node | null> | undefined) ?? null
}

function hasMergeKey(map: YAMLMap): boolean {
  return map.items.some(p => isScalar(p.key) && (p.key.value === '<<' || typeof p.key.value === 'symbol'))
}

function hasValue(values: unknown, path: Path): boolean {
  return path.reduce<unknown>((v, k) => (v as Record<string | number, unknown> | undefined)?.[k], values) !== undefined
}

function isReferenced(document: Document, anchor: string): boolean {
  return new RegExp(`\\*${anchor.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w.-])`).test(document.toString())
}

/**
 * Applies a splice and proves it: the result parses, and as values it differs from the original exactly by `expected`
 * (the original with the intended change made to it).
 */
export function spliceAndProve(text: string, splice: Splice, expected: (values: unknown[]) => unknown[]): Edit {
  const before = parseComposeText(text)
  if (before === null) return refuse('the file does not parse as YAML')
  const edited = applySplice(text, splice)
  const after = parseComposeText(edited)
  if (after === null) return refuse('the edited text would not parse')
  const wanted = expected(before.map(d => structuredClone(d.toJS())))
  const got = after.map(d => d.toJS())
  return isDeepStrictEqual(got, wanted)
    ? {ok: true, text: edited}
    : refuse('the edit would change more than the intended place')
}
