import type {JsonInput} from './json-input.ts'

const simple: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

/** The string that starts here, unquoted (encoding/json scanner.go `stateInString`, decode.go `unquote`). */
export function readString(input: JsonInput): string {
  input.next()
  let value = ''
  let from = input.at
  for (;;) {
    const c = input.peek()
    if (c === '"') {
      value += input.text(from)
      input.next()
      return wellFormed(value)
    }
    if (c < ' ') throw input.invalid('in string literal')
    if (c === '\\') {
      value += input.text(from) + readEscape(input)
      from = input.at
    } else input.next()
  }
}

function readEscape(input: JsonInput): string {
  input.next()
  const c = input.peek()
  const plain = simple[c]
  if (plain === undefined && c !== 'u') throw input.invalid('in string escape code')
  input.next()
  if (plain !== undefined) return plain
  const from = input.at
  for (let i = 0; i < 4; i++) {
    if (!/[0-9a-fA-F]/.test(input.peek())) throw input.invalid('in \\u hexadecimal character escape')
    input.next()
  }
  return String.fromCharCode(Number.parseInt(input.text(from), 16))
}

/** Half a surrogate pair becomes U+FFFD, as in Go. */
function wellFormed(value: string): string {
  return value.replace(/\p{Surrogate}/gu, '\ufffd')
}
