/**
 * JSON as JSON.parse takes it, with the place of every part, so that a finding can name a line and an edit can be one
 * splice. Offsets count UTF-16 units from the beginning of the text.
 */
export type JsonNode =
  | (Extent & {readonly kind: 'object'; readonly members: readonly JsonMember[]})
  | (Extent & {readonly kind: 'array'; readonly items: readonly JsonNode[]})
  | (Extent & {readonly kind: 'scalar'; readonly value: string | number | boolean | null})

interface Extent {
  readonly start: number
  /** After its last character. */
  readonly end: number
}

export interface JsonMember {
  readonly key: string
  /** Of the key's opening quote. */
  readonly start: number
  readonly value: JsonNode
}

/** Nobody nests settings deeper, and the call stack is not without end. */
const deepest = 200

/** The tree, or the parser's complaint. A byte order mark is one, as it is for JSON.parse. */
export function parseJsonTree(text: string): {readonly root: JsonNode} | {readonly reason: string} {
  try {
    JSON.parse(text)
  } catch (error) {
    return {reason: error instanceof Error ? error.message : String(error)}
  }
  const root = new TreeReader(text).value(0)
  return root === null ? {reason: `nested deeper than ${deepest} levels`} : {root}
}

/** The member an object has under a key: of several the last one, as JSON.parse decides. */
export function memberOf(node: JsonNode, key: string): JsonMember | null {
  return node.kind === 'object' ? (node.members.findLast(m => m.key === key) ?? null) : null
}

/** Line and column of an offset, from 1. */
export function placeOf(text: string, offset: number): {readonly line: number; readonly column: number} {
  const before = text.slice(0, offset)
  const lines = before.split('\n')
  return {line: lines.length, column: (lines.at(-1) ?? '').length + 1}
}

/** Walks a text that JSON.parse has accepted, so that nothing but depth can go wrong. */
class TreeReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  value(depth: number): JsonNode | null {
    if (depth > deepest) return null
    this.#skipSpace()
    const start = this.#at
    const c = this.#text[start]
    if (c === '{') return this.#object(start, depth + 1)
    if (c === '[') return this.#array(start, depth + 1)
    const source = c === '"' ? this.#string() : this.#word()
    return {kind: 'scalar', value: JSON.parse(source) as string | number | boolean | null, start, end: this.#at}
  }

  #object(start: number, depth: number): JsonNode | null {
    const members: JsonMember[] = []
    this.#at++
    for (;;) {
      this.#skipSpace()
      if (this.#closes('}')) return {kind: 'object', members, start, end: this.#at}
      const at = this.#at
      const key = JSON.parse(this.#string()) as string
      this.#skipSpace()
      this.#at++
      const value = this.value(depth)
      if (value === null) return null
      members.push({key, start: at, value})
    }
  }

  #array(start: number, depth: number): JsonNode | null {
    const items: JsonNode[] = []
    this.#at++
    for (;;) {
      this.#skipSpace()
      if (this.#closes(']')) return {kind: 'array', items, start, end: this.#at}
      const item = this.value(depth)
      if (item === null) return null
      items.push(item)
    }
  }

  /** Passes a comma, or the end of the list. */
  #closes(end: string): boolean {
    if (this.#text[this.#at] === ',') {
      this.#at++
      this.#skipSpace()
    }
    if (this.#text[this.#at] !== end) return false
    this.#at++
    return true
  }

  #string(): string {
    const start = this.#at++
    while (this.#text[this.#at] !== '"') this.#at += this.#text[this.#at] === '\\' ? 2 : 1
    this.#at++
    return this.#text.slice(start, this.#at)
  }

  #word(): string {
    const match = /[^\s,\]}]*/y
    match.lastIndex = this.#at
    const word = match.exec(this.#text)?.[0] ?? ''
    this.#at += word.length
    return word
  }

  #skipSpace(): void {
    while (/[ \t\n\r]/.test(this.#text[this.#at] ?? '')) this.#at++
  }
}
