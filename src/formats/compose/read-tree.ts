import type {Node, Pair, YAMLMap} from 'yaml'
import {isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseAllDocuments} from 'yaml'
import type {Place} from '../../case/case.ts'
import type {ComposeNode, ComposeScope, MapEntry} from './compose-node.ts'
import {interpolate} from './interpolate.ts'

/** Deepest nesting followed; no compose file comes near. */
const deepest = 64

/**
 * The documents of one compose file as trees, variables filled in. Text that is no YAML becomes a problem with its
 * place and gives no tree. Never throws.
 */
export function readTree(text: string, file: string, scope: ComposeScope): readonly ComposeNode[] {
  const lines = new LineCounter()
  const place = (offset: number): Place => {
    const {line, col} = lines.linePos(offset)
    return {file, line: Math.max(line, 1), column: Math.max(col, 1)}
  }
  const fail = (offset: number, message: string) => {
    scope.problems.push({place: place(offset), message, severity: 'error'})
  }
  try {
    const documents = parseAllDocuments(text.replace(/^\uFEFF/, ''), {
      lineCounter: lines,
      // Compose before 2.0 took the last of several equal keys.
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
    })
    const trees: ComposeNode[] = []
    for (const document of documents) {
      const error = document.errors[0]
      if (error) fail(error.pos[0], `is no YAML: ${error.message}`)
      else if (isNode(document.contents)) trees.push(new TreeReader(place, fail, scope).read(document.contents, 0))
    }
    return trees
  } catch (error) {
    // The parser calls itself for each level of nesting, so a hostile file can exhaust the stack.
    fail(0, `cannot be read as YAML: ${error instanceof Error ? error.message : String(error)}`)
    return []
  }
}

class TreeReader {
  private readonly place: (offset: number) => Place
  private readonly fail: (offset: number, message: string) => void
  private readonly scope: ComposeScope
  /** What each anchor stands for; null while the anchored node itself is being read. */
  private readonly anchors = new Map<string, ComposeNode | null>()

  constructor(place: (offset: number) => Place, fail: (offset: number, message: string) => void, scope: ComposeScope) {
    this.place = place
    this.fail = fail
    this.scope = scope
  }

  read(node: Node, depth: number): ComposeNode {
    const offset = node.range?.[0] ?? 0
    if (depth > deepest) {
      this.fail(offset, `is nested more than ${deepest} levels deep`)
      return this.empty(offset)
    }
    if (isAlias(node)) {
      const target = this.anchors.get(node.source)
      if (target) return target
      this.fail(offset, target === null ? `*${node.source} contains itself` : `*${node.source} is not defined`)
      return this.empty(offset)
    }
    const anchor = (isMap(node) || isSeq(node) || isScalar(node)) && node.anchor ? node.anchor : null
    if (anchor !== null) this.anchors.set(anchor, null)
    const result = this.readOwn(node, offset, depth)
    if (anchor !== null) this.anchors.set(anchor, result)
    return result
  }

  private readOwn(node: Node, offset: number, depth: number): ComposeNode {
    const place = this.place(offset)
    const tag = node.tag === '!reset' ? 'reset' : node.tag === '!override' ? 'override' : null
    if (isMap(node)) return {kind: 'map', place, tag, entries: this.entriesOf(node, depth)}
    if (isSeq(node)) {
      const items = node.items.filter(isNode).map(item => this.read(item, depth + 1))
      return {kind: 'list', place, tag, items}
    }
    return {kind: 'scalar', place, tag, value: isScalar(node) ? this.textOf(node, offset) : null}
  }

  /** Own keys win over merged ones (`<<`), and of several merged maps the first. */
  private entriesOf(map: YAMLMap, depth: number): ReadonlyMap<string, MapEntry> {
    const merged = new Map<string, MapEntry>()
    const own = new Map<string, MapEntry>()
    for (const pair of map.items as readonly Pair[]) {
      const key = isScalar(pair.key) ? String(pair.key.value) : null
      if (key === null || !isNode(pair.key)) continue
      const offset = pair.key.range?.[0] ?? 0
      const node = isNode(pair.value) ? this.read(pair.value, depth + 1) : this.empty(offset)
      if (key !== '<<') {
        own.set(key, {place: this.place(offset), node})
        continue
      }
      for (const source of node.kind === 'list' ? node.items : [node]) {
        if (source.kind !== 'map') this.fail(offset, '"<<" takes a map')
        else for (const [name, entry] of source.entries) if (!merged.has(name)) merged.set(name, entry)
      }
    }
    return new Map([...merged, ...own])
  }

  private textOf(node: {value: unknown; source?: string}, offset: number): string | null {
    const {value} = node
    if (value === null || value === undefined) return null
    if (typeof value !== 'string') return plainText(value, node.source ?? '')
    const filled = interpolate(value, this.scope.env)
    for (const message of filled.faults) this.fail(offset, message)
    for (const name of filled.missing) {
      this.scope.problems.push({
        place: this.place(offset),
        message: `variable ${name} is not set in the shell or in .env`,
        severity: 'warning',
      })
    }
    return filled.text
  }

  private empty(offset: number): ComposeNode {
    return {kind: 'scalar', place: this.place(offset), tag: null, value: null}
  }
}

/**
 * Numbers and booleans as compose writes them into a container. A text of digits and one `e`, such as a container
 * ID, is a number to YAML (often infinity): there what is written counts.
 */
function plainText(value: unknown, source: string): string {
  if (typeof value === 'number' && (!Number.isSafeInteger(value) || /e/i.test(source)) && /[e\d]{12}/i.test(source)) {
    return source
  }
  return String(value)
}
