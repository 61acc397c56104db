/** One directive of an nginx configuration; `block` is null for a simple one. */
export interface NginxDirective {
  readonly name: string
  readonly args: readonly string[]
  readonly block: readonly NginxDirective[] | null
  /** From 1. */
  readonly line: number
  readonly column: number
}

export interface NginxTree {
  readonly directives: readonly NginxDirective[]
  /** null when all was understood. */
  readonly problem: {readonly line: number; readonly column: number; readonly what: string} | null
}

const deepest = 50

interface Token {
  /** `word` holds no quotes any more; a quoted `{` is a word. */
  readonly kind: 'word' | '{' | '}' | ';'
  readonly text: string
  readonly line: number
  readonly column: number
}

/** Directives and blocks as nginx reads them: words, quoted texts, `;`, braces, comments to the end of the line. */
export function parseNginx(text: string): NginxTree {
  const stack: NginxDirective[][] = [[]]
  const open: {words: readonly Token[]}[] = []
  let words: Token[] = []
  for (const token of tokensIn(text)) {
    const level = stack.at(-1)
    if (level === undefined) break
    if (token.kind === 'word') words.push(token)
    else if (token.kind === ';') {
      if (words.length > 0) level.push(directive(words, null))
      words = []
    } else if (token.kind === '{') {
      if (words.length === 0 || stack.length > deepest) return {directives: stack[0] ?? [], problem: at(token)}
      open.push({words})
      stack.push([])
      words = []
    } else {
      const opened = open.pop()
      if (opened === undefined || words.length > 0) return {directives: stack[0] ?? [], problem: at(token)}
      const block = stack.pop() ?? []
      stack.at(-1)?.push(directive(opened.words, block))
    }
  }
  const [unfinished] = open[0]?.words ?? words
  return {
    directives: stack[0] ?? [],
    problem: unfinished ? {line: unfinished.line, column: unfinished.column, what: 'it is not closed'} : null,
  }
}

function at({line, column, kind}: Token): NginxTree['problem'] {
  return {line, column, what: `"${kind}" stands where none can`}
}

function directive(words: readonly Token[], block: readonly NginxDirective[] | null): NginxDirective {
  const [first, ...rest] = words
  return {
    name: first?.text ?? '',
    args: rest.map(w => w.text),
    block,
    line: first?.line ?? 1,
    column: first?.column ?? 1,
  }
}

function* tokensIn(text: string): Generator<Token> {
  // A brace after "$" belongs to a variable: ${name}.
  const token = /\s+|#[^\n]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[;{}]|(?:\\.|\$\{[^}\s]*\}|[^\s;{}"'\\])+|./gs
  let line = 1
  let lineStart = 0
  /** Pieces that touch one another are one word. */
  let pieces: Token[] = []
  for (const match of text.matchAll(token)) {
    const [found] = match
    const here = {line, column: match.index - lineStart + 1}
    const breaks = found.split('\n').length - 1
    if (breaks > 0) {
      line += breaks
      lineStart = match.index + found.lastIndexOf('\n') + 1
    }
    const isMark = found === ';' || found === '{' || found === '}'
    if (!isMark && !/^[\s#]/.test(found)) {
      const quoted = /^["']/.test(found) && found.length > 1
      const word = quoted ? found.slice(1, -1).replace(/\\(["'\\])/g, '$1') : found
      pieces.push({kind: 'word', text: word, ...here})
      continue
    }
    yield* joined(pieces)
    pieces = []
    if (isMark) yield {kind: found, text: found, ...here}
  }
  yield* joined(pieces)
}

function joined(pieces: readonly Token[]): readonly Token[] {
  const [first] = pieces
  return first ? [{...first, text: pieces.map(p => p.text).join('')}] : []
}
