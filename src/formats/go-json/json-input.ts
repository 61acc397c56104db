import {decodeUtf8} from './decode-utf8.ts'
/** Go's complaint about the text; never leaves `parseGoJson`. */
export class JsonSyntaxError extends Error {}

/** The bytes of a JSON text with a place in them, and Go's wording of what is wrong there. */
export class JsonInput {
  private readonly bytes: Uint8Array
  at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  get atEnd(): boolean {
    return this.at >= this.bytes.length
  }

  /** The byte here as a character of Latin-1, as Go's messages show it. Ends the reading at the end of the text. */
  peek(): string {
    if (this.atEnd) throw new JsonSyntaxError('unexpected EOF')
    return String.fromCharCode(this.bytes[this.at] as number)
  }

  /** Like `peek`, but empty at the end. */
  look(): string {
    return this.atEnd ? '' : this.peek()
  }

  next(): void {
    this.at++
  }

  skipSpace(): void {
    for (let c = this.look(); c === ' ' || c === '\t' || c === '\n' || c === '\r'; c = this.look()) this.at++
  }

  literal(word: string): void {
    for (const wanted of word) {
      if (this.peek() !== wanted) throw this.invalid(`in literal ${word} (expecting '${wanted}')`)
      this.at++
    }
  }

  /** Text from `from` to here; bytes that are no UTF-8 become U+FFFD, as in Go. */
  text(from: number): string {
    return decodeUtf8(this.bytes.subarray(from, this.at))
  }

  invalid(context: string): JsonSyntaxError {
    return new JsonSyntaxError(`invalid character ${quote(this.peek())} ${context}`)
  }
}

const escapes: Readonly<Record<string, string>> = {
  "'": "\\'",
  '"': '"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}

/** As scanner.go `quoteChar` and strconv.Quote show one byte. */
function quote(c: string): string {
  const code = c.charCodeAt(0)
  const hidden = code < 0x20 || code === 0x7f
  const unprintable = (code >= 0x80 && code <= 0xa0) || code === 0xad
  if (escapes[c] !== undefined) return `'${escapes[c]}'`
  if (hidden) return `'\\x${code.toString(16).padStart(2, '0')}'`
  return unprintable ? `'\\u00${code.toString(16)}'` : `'${c}'`
}
