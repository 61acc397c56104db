import {JsonInput, JsonSyntaxError} from './json-input.ts'
import {readString} from './read-string.ts'
import type {GoJson} from './types.ts'

/** Go allows 10,000 levels; nothing the schedulers write has more than five, and the call stack is not without end. */
const maxDepth = 500

/**
 * The first JSON value in `bytes`, by the rules of a Go `json.Decoder`: what follows the value is ignored, a byte
 * order mark is not allowed. `error` is Go's own text (encoding/json scanner.go), `EOF` for nothing at all.
 */
export function parseGoJson(bytes: Uint8Array): {readonly value: GoJson} | {readonly error: string} {
  try {
    const input = new JsonInput(bytes)
    input.skipSpace()
    if (input.atEnd) return {error: 'EOF'}
    return {value: readValue(input, 0)}
  } catch (error) {
    if (error instanceof JsonSyntaxError) return {error: error.message}
    throw error
  }
}

function readValue(input: JsonInput, depth: number): GoJson {
  input.skipSpace()
  const c = input.peek()
  switch (c) {
    case '{':
      return readObject(input, depth + 1)
    case '[':
      return readArray(input, depth + 1)
    case '"':
      return {kind: 'string', value: readString(input)}
    case 't':
      input.literal('true')
      return {kind: 'bool', value: true}
    case 'f':
      input.literal('false')
      return {kind: 'bool', value: false}
    case 'n':
      input.literal('null')
      return {kind: 'null'}
  }
  if (c === '-' || isDigit(c)) return {kind: 'number', text: readNumber(input)}
  throw input.invalid('looking for beginning of value')
}

function readObject(input: JsonInput, depth: number): GoJson {
  checkDepth(depth)
  const members: {key: string; value: GoJson}[] = []
  input.next()
  input.skipSpace()
  if (input.peek() === '}') {
    input.next()
    return {kind: 'object', members}
  }
  for (;;) {
    input.skipSpace()
    if (input.peek() !== '"') throw input.invalid('looking for beginning of object key string')
    const key = readString(input)
    input.skipSpace()
    if (input.peek() !== ':') throw input.invalid('after object key')
    input.next()
    members.push({key, value: readValue(input, depth)})
    input.skipSpace()
    const c = input.peek()
    if (c !== ',' && c !== '}') throw input.invalid('after object key:value pair')
    input.next()
    if (c === '}') return {kind: 'object', members}
  }
}

function readArray(input: JsonInput, depth: number): GoJson {
  checkDepth(depth)
  const items: GoJson[] = []
  input.next()
  input.skipSpace()
  if (input.peek() === ']') {
    input.next()
    return {kind: 'array', items}
  }
  for (;;) {
    items.push(readValue(input, depth))
    input.skipSpace()
    const c = input.peek()
    if (c !== ',' && c !== ']') throw input.invalid('after array element')
    input.next()
    if (c === ']') return {kind: 'array', items}
  }
}

function readNumber(input: JsonInput): string {
  const from = input.at
  if (input.peek() === '-') input.next()
  const first = input.peek()
  if (!isDigit(first)) throw input.invalid('in numeric literal')
  input.next()
  if (first !== '0') skipDigits(input)
  if (input.look() === '.') {
    input.next()
    if (!isDigit(input.peek())) throw input.invalid('after decimal point in numeric literal')
    skipDigits(input)
  }
  if (input.look() === 'e' || input.look() === 'E') {
    input.next()
    if (input.peek() === '+' || input.peek() === '-') input.next()
    if (!isDigit(input.peek())) throw input.invalid('in exponent of numeric literal')
    skipDigits(input)
  }
  return input.text(from)
}

function skipDigits(input: JsonInput): void {
  while (isDigit(input.look())) input.next()
}

function isDigit(c: string): boolean {
  return c >= '0' && c <= '9' && c.length === 1
}

function checkDepth(depth: number): void {
  if (depth > maxDepth) throw new JsonSyntaxError('exceeded max depth')
}
