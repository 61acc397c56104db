/**
 * Words of a command written as one text. Two readings: `splitWords` only knows quotes and backslashes, as compose
 * splits `command:` (Python's shlex, Go's shellwords); `splitCommands` reads a script for `sh -c`, with `;`, `&&`,
 * `|`, line ends, comments, variables and substitutions.
 */

/**
 * Words of a text that no shell will see: quotes are taken away and nothing is expanded. A backslash keeps the
 * character after it, whatever it is and inside of double quotes too: one at the end of a line leaves a line end in
 * the word, where a shell would join the lines.
 */
export function splitWords(text: string): readonly string[] {
  return [...new Scanner(text, null).run()].flat()
}

/** What a script's variables stand for. */
export interface ShellScope {
  /** Value of a variable; null when it is not known, the reference is then left as written. */
  readonly variable: (name: string) => string | null
  /** `"$@"`: the arguments that follow the script's own name. */
  readonly positional: readonly string[]
}

/**
 * The simple commands of a shell script in their order, each a list of words. Each is read when it is asked for,
 * so a variable that one command sets is known to the next.
 */
export function* splitCommands(script: string, scope: ShellScope): Generator<readonly string[]> {
  for (const command of new Scanner(script, scope).run()) if (command.length > 0) yield command
}

class Scanner {
  private readonly text: string
  private readonly scope: ShellScope | null
  private command: string[] = []
  private at = 0
  /** The word being read; null between words, so that `''` makes an empty word. */
  private word: string | null = null

  constructor(text: string, scope: ShellScope | null) {
    this.text = text
    this.scope = scope
  }

  *run(): Generator<readonly string[]> {
    while (this.at < this.text.length) {
      const c = this.text.charAt(this.at)
      if (this.scope !== null && /[;&|\n()]/.test(c)) {
        this.at++
        yield this.endCommand()
      } else this.step(c)
    }
    yield this.endCommand()
  }

  private step(c: string): void {
    if (c === "'") this.singleQuoted()
    else if (c === '"') this.doubleQuoted()
    else if (c === '\\') this.escaped()
    else if (this.scope !== null && (c === '$' || c === '`')) this.expansion(false)
    else if (this.scope !== null && c === '#' && this.word === null) this.at = this.endOfLine()
    else if (/\s/.test(c)) {
      this.endWord()
      this.at++
    } else this.take(c)
  }

  private take(text: string): void {
    this.word = (this.word ?? '') + text
    this.at++
  }

  private append(text: string): void {
    this.word = (this.word ?? '') + text
  }

  private endWord(): void {
    if (this.word !== null) this.command.push(this.word)
    this.word = null
  }

  private endCommand(): readonly string[] {
    this.endWord()
    const command = this.command
    this.command = []
    return command
  }

  private endOfLine(): number {
    const end = this.text.indexOf('\n', this.at)
    return end === -1 ? this.text.length : end
  }

  /** A quote that is never closed runs to the end of the text. */
  private singleQuoted(): void {
    const close = this.text.indexOf("'", this.at + 1)
    const end = close === -1 ? this.text.length : close
    this.append(this.text.slice(this.at + 1, end))
    this.at = end + 1
  }

  private doubleQuoted(): void {
    this.append('')
    this.at++
    while (this.at < this.text.length && this.text.charAt(this.at) !== '"') {
      const c = this.text.charAt(this.at)
      const next = this.text.charAt(this.at + 1)
      if (c === '\\' && (this.scope === null || /["\\$`]/.test(next))) {
        this.append(next)
        this.at += 2
      } else if (c === '\\' && next === '\n') this.at += 2
      else if (this.scope !== null && (c === '$' || c === '`')) this.expansion(true)
      else this.take(c)
    }
    this.at++
  }

  private escaped(): void {
    const next = this.text.charAt(this.at + 1)
    if (this.scope === null || next !== '\n') this.append(next)
    this.at += 2
  }

  private expansion(quoted: boolean): void {
    const rest = this.text.slice(this.at, this.at + 4096)
    if (/^\$(?:[@*]|\{[@*]\})/.test(rest)) {
      this.positionals(rest.startsWith('${') ? 4 : 2)
      return
    }
    const written = /^\$\w+|^\$\{[^{}]*\}|^\$\((?:[^()]|\([^()]*\))*\)|^`[^`]*`/.exec(rest)?.[0]
    if (written === undefined) {
      this.take(this.text.charAt(this.at))
      return
    }
    this.at += written.length
    const value = this.valueOf(written)
    if (value === null || quoted) this.append(value ?? written)
    else this.splitFields(value)
  }

  private positionals(length: number): void {
    const [first, ...more] = this.scope?.positional ?? []
    if (first !== undefined) this.append(first)
    for (const word of more) {
      this.endWord()
      this.append(word)
    }
    this.at += length
  }

  /** An unquoted variable's value is split at white space, as the shell does. */
  private splitFields(value: string): void {
    for (const part of value.split(/(\s+)/)) {
      if (part.trim() !== '') this.append(part)
      else if (part !== '') this.endWord()
    }
  }

  private valueOf(written: string): string | null {
    const m = /^\$(?:(\w+)|\{(\w+)(?:(:?-)([^$`]*))?\})$/.exec(written)
    const name = m?.[1] ?? m?.[2]
    if (m === null || name === undefined || this.scope === null) return null
    const value = this.scope.variable(name)
    if (m[3] === undefined) return value
    if (value === null || (m[3] === ':-' && value === '')) return m[4] ?? ''
    return value
  }
}
