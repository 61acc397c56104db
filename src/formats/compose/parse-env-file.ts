import {interpolate} from './interpolate.ts'

export interface EnvLine {
  readonly name: string
  /** null for a bare name: its value comes from the shell. */
  readonly value: string | null
  /** From 1. */
  readonly line: number
}

/**
 * Lines of `.env` or of an `env_file`: `NAME=value`, `export NAME=value`, `NAME: value`, comments, single quotes
 * (kept as they are), double quotes (escapes and variables, over several lines), and plain text with variables and
 * a comment after white space. Variables may use names of earlier lines. Lines that are none of these are passed over.
 */
export function parseEnvFile(text: string, env: Readonly<Record<string, string>> = {}): readonly EnvLine[] {
  const found: EnvLine[] = []
  const known: Record<string, string> = {...env}
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  for (let i = 0; i < lines.length; i++) {
    const m = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*(?:[=:]\s*(.*))?$/.exec(lines[i] ?? '')
    if (m === null) continue
    const line = i + 1
    const name = m[1] ?? ''
    let raw = m[2]
    if (raw === undefined) {
      found.push({name, value: null, line})
      continue
    }
    const quote = raw.charAt(0)
    if (quote === '"' || quote === "'") {
      // A quoted value may hold line ends; one that is never closed is plain text.
      let last = i
      let whole = raw
      while (closing(whole, quote) === -1 && ++last < lines.length && last - i < 100) whole += `\n${lines[last]}`
      if (closing(whole, quote) !== -1) {
        raw = whole.slice(0, closing(whole, quote) + 1)
        i = last
      }
    }
    const value = valueIn(raw, known)
    known[name] = value
    found.push({name, value, line})
  }
  return found
}

function valueIn(raw: string, env: Readonly<Record<string, string>>): string {
  if (raw.startsWith("'") && closing(raw, "'") !== -1) return raw.slice(1, closing(raw, "'"))
  if (raw.startsWith('"') && closing(raw, '"') !== -1) {
    const inside = raw.slice(1, closing(raw, '"'))
    const plain = inside.replace(/\\([nrt"\\])/g, (_, c: string) => ({n: '\n', r: '\r', t: '\t'})[c] ?? c)
    return interpolate(plain, env).text
  }
  return interpolate(raw.replace(/(?:^|\s+)#.*$/s, '').trimEnd(), env).text
}

/** Index of the quote that ends the one at the start, -1 when there is none. */
function closing(text: string, quote: string): number {
  for (let i = 1; i < text.length; i++) {
    if (quote === '"' && text.charAt(i) === '\\') i++
    else if (text.charAt(i) === quote) return i
  }
  return -1
}
