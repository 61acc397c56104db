import {isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap, type YAMLSeq} from 'yaml'
import type {Path} from './compose-text.ts'
import {locate, ownPair, parseComposeText, spliceAndProve} from './compose-text.ts'
import {scalarText} from './scalar-text.ts'
import type {Edit, Splice} from './splice.ts'
import {endOfLine, lineEndAt, refuse, startOfLine} from './splice.ts'

/** Replaces one scalar, in the quotes it had. */
export function setScalar(text: string, path: Path, value: string): Edit {
  const found = locateIn(text, path)
  if (!found.ok) return found
  if (!isScalar(found.node)) return refuse(`${path.join('.')} is no plain value`)
  const [from, to] = rangeOf(found.node)
  const style = (found.node as Scalar).type as Scalar.Type | undefined
  return spliceAndProve(text, {from, to, insert: scalarText(value, style ?? 'auto')}, values =>
    editIn(values, path, () => value),
  )
}

/** Appends one string to a list, block or flow style. */
export function appendItem(text: string, path: Path, value: string): Edit {
  const found = locateIn(text, path)
  if (!found.ok) return found
  if (!isSeq(found.node)) return refuse(`${path.join('.')} is no list`)
  const splice = appendToSeq(text, found.node, value)
  if (splice === null) return refuse(`${path.join('.')} is written in a way this edit does not know`)
  return spliceAndProve(text, splice, values => editIn(values, path, list => [...(list as unknown[]), value]))
}

/** Adds `key: value` to a map, block or flow style; to a key without a value, as its first pair. */
export function addPair(text: string, path: Path, key: string, value: NewValue, after: readonly string[] = []): Edit {
  const found = locateIn(text, path)
  if (!found.ok) return found
  if (isScalar(found.node) && found.node.value === null) return addToNothing(text, path, key, value)
  if (!isMap(found.node)) return refuse(`${path.join('.')} is no map`)
  if (ownPair(found.node, key) !== null) return refuse(`${path.join('.')} already has ${key}`)
  const splice = addToMap(text, found.node, key, value, after)
  if (splice === null) return refuse(`${path.join('.')} is written in a way this edit does not know`)
  return spliceAndProve(text, splice, values => editIn(values, path, map => ({...(map as object), [key]: value})))
}

export type NewValue = string | {readonly [key: string]: NewValue} | readonly NewValue[]

/** `name:` with nothing behind it, in block style: the pair goes below it, two columns further in. */
function addToNothing(text: string, path: Path, key: string, value: NewValue): Edit {
  const above = locateIn(text, path.slice(0, -1))
  const pair = above.ok && isMap(above.node) && !above.node.flow ? ownPair(above.node, path.at(-1) ?? '') : null
  if (pair === null) return refuse(`${path.join('.')} is written in a way this edit does not know`)
  const [from, to] = rangeOf(pair.key)
  const indent = text.slice(startOfLine(text, from), from)
  if (indent.trim() !== '') return refuse(`${path.join('.')} is written in a way this edit does not know`)
  return spliceAndProve(text, insertLines(text, to, blockLines(`${indent}  `, key, value)), values =>
    editIn(values, path, () => ({[key]: value})),
  )
}

function locateIn(text: string, path: Path): {readonly ok: true; readonly node: Node} | {ok: false; reason: string} {
  const documents = parseComposeText(text)
  return documents === null ? {ok: false, reason: 'the file does not parse as YAML'} : locate(documents, path)
}

/** [start, end of the value] of a node that was parsed from text. */
export function rangeOf(node: Node): readonly [number, number] {
  const range = node.range
  return range ? [range[0], range[1]] : [0, 0]
}

function appendToSeq(text: string, seq: YAMLSeq, value: string): Splice | null {
  const last = seq.items.at(-1) as Node | undefined
  if (seq.flow) {
    if (!last) {
      const [from] = rangeOf(seq)
      return {from: from + 1, to: from + 1, insert: scalarText(value)}
    }
    const end = rangeOf(last)[1]
    return {from: end, to: end, insert: `, ${scalarText(value, styleOf(last))}`}
  }
  if (!last) return null
  const dash = text.lastIndexOf('-', rangeOf(last)[0] - 1)
  const indent = text.slice(startOfLine(text, dash), dash)
  if (indent.trim() !== '') return null
  return insertLines(text, rangeOf(last)[1], [`${indent}- ${scalarText(value, styleOf(last))}`])
}

function styleOf(node: Node): Scalar.Type | 'auto' {
  const type = isScalar(node) ? node.type : undefined
  return type === 'QUOTE_SINGLE' || type === 'QUOTE_DOUBLE' ? type : 'auto'
}

function addToMap(text: string, map: YAMLMap, key: string, value: NewValue, after: readonly string[]): Splice | null {
  if (map.flow) {
    const last = map.items.at(-1)
    const flow = `${scalarText(key)}: ${flowText(value)}`
    if (!last) {
      const [from] = rangeOf(map)
      return {from: from + 1, to: from + 1, insert: flow}
    }
    const lastNode = (last.value ?? last.key) as Node
    const end = rangeOf(lastNode)[1]
    return {from: end, to: end, insert: `, ${flow}`}
  }
  const first = map.items[0]
  if (!first) return null
  const keyStart = rangeOf(first.key as Node)[0]
  const lineStart = startOfLine(text, keyStart)
  const indent = text.slice(lineStart, keyStart)
  if (indent.trim() !== '') return null
  const lines = blockLines(indent, key, value)
  for (const name of after) {
    const anchor = ownPair(map, name)
    if (anchor && isScalar(anchor.value) && !text.slice(...rangeOf(anchor.value)).includes('\n')) {
      return insertLines(text, rangeOf(anchor.value)[1], lines)
    }
  }
  const eol = lineEndAt(text, lineStart)
  return {from: lineStart, to: lineStart, insert: lines.map(l => l + eol).join('')}
}

/** New lines after the line that holds `end`; a value that already ended its line (block scalars) is followed at once. */
function insertLines(text: string, end: number, lines: readonly string[]): Splice {
  const eol = lineEndAt(text, end)
  if (end > 0 && text[end - 1] === '\n') return {from: end, to: end, insert: lines.map(l => l + eol).join('')}
  const at = endOfLine(text, end)
  return {from: at, to: at, insert: lines.map(l => eol + l).join('')}
}

export function blockLines(indent: string, key: string, value: NewValue): readonly string[] {
  if (typeof value === 'string') return [`${indent}${scalarText(key)}: ${scalarText(value)}`]
  const inner = `${indent}  `
  if (isList(value)) return [`${indent}${scalarText(key)}:`, ...value.map(item => `${inner}- ${flowText(item)}`)]
  return [`${indent}${scalarText(key)}:`, ...Object.entries(value).flatMap(([k, v]) => blockLines(inner, k, v))]
}

export function flowText(value: NewValue): string {
  if (typeof value === 'string') return scalarText(value)
  if (isList(value)) return `[${value.map(flowText).join(', ')}]`
  return `{${Object.entries(value)
    .map(([k, v]) => `${scalarText(k)}: ${flowText(v)}`)
    .join(', ')}}`
}

function isList(value: NewValue): value is readonly NewValue[] {
  return Array.isArray(value)
}

/** Changes the value at a path in the one document that has it. */
export function editIn(values: unknown[], path: Path, change: (old: unknown) => unknown): unknown[] {
  return values.map(v => (hasPath(v, path) ? editAt(v, path, change) : v))
}

function hasPath(value: unknown, path: Path): boolean {
  return path.reduce<unknown>((v, k) => (v as Record<string | number, unknown> | undefined)?.[k], value) !== undefined
}

function editAt(value: unknown, path: Path, change: (old: unknown) => unknown): unknown {
  const [head, ...rest] = path
  if (head === undefined) return change(value)
  if (Array.isArray(value)) return value.map((v, i) => (i === head ? editAt(v, rest, change) : v))
  const map = value as Record<string | number, unknown>
  return {...map, [head]: editAt(map[head], rest, change)}
}
