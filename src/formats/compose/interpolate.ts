/** A text with its variables filled in, and what could not be. */
export interface Interpolated {
  readonly text: string
  /**
   * Variables that are set nowhere and have no default. Compose would put nothing in their place; here the reference
   * is kept (as `${NAME}`), because the shell that started the containers may have had them.
   */
  readonly missing: readonly string[]
  /** Message of a `${NAME:?message}` that fails, or a `${…}` that is no variable. A lone `$` is taken as it is. */
  readonly faults: readonly string[]
}

/** Deepest default inside of a default that is followed. */
const deepest = 16

/**
 * Fills in compose's variables: `$NAME`, `${NAME}`, defaults `:-` and `-`, demands `:?` and `?`, replacements `:+`
 * and `+`, each possibly with further variables inside, and `$$` for a dollar sign. Never throws.
 */
export function interpolate(text: string, env: Readonly<Record<string, string>>): Interpolated {
  const missing = new Set<string>()
  const faults: string[] = []
  const lookUp = (name: string) => (Object.hasOwn(env, name) ? (env[name] ?? null) : null)

  const fill = (part: string, depth: number): string => {
    let out = ''
    let at = 0
    while (at < part.length) {
      const dollar = part.indexOf('$', at)
      if (dollar === -1) return out + part.slice(at)
      out += part.slice(at, dollar)
      const rest = part.slice(dollar + 1, dollar + 257)
      const name = /^[A-Za-z_]\w*/.exec(rest)?.[0]
      if (rest.startsWith('$')) {
        out += '$'
        at = dollar + 2
      } else if (name !== undefined) {
        out += textFor(name)
        at = dollar + 1 + name.length
      } else if (rest.startsWith('{')) {
        const close = closingBrace(part, dollar + 1)
        const inside = part.slice(dollar + 2, close)
        out += braced(inside, part.slice(dollar, close + 1), depth)
        at = close + 1
      } else {
        out += '$'
        at = dollar + 1
      }
    }
    return out
  }

  const textFor = (name: string): string => {
    const value = lookUp(name)
    if (value === null) missing.add(name)
    return value ?? `\${${name}}`
  }

  const braced = (inside: string, written: string, depth: number): string => {
    const m = /^([A-Za-z_]\w*)(?:(:?[-?+])(.*))?$/s.exec(inside)
    const [, name = '', operator, operand = ''] = m ?? []
    if (m === null || depth >= deepest) {
      faults.push(`"${written}" is no variable`)
      return written
    }
    if (operator === undefined) return textFor(name)
    const value = lookUp(name)
    const given = value !== null && !(operator.startsWith(':') && value === '')
    if (operator.endsWith('+')) return given ? fill(operand, depth + 1) : ''
    if (given) return value
    if (operator.endsWith('-')) return fill(operand, depth + 1)
    faults.push(`variable ${name} is demanded and not set${operand === '' ? '' : `: ${operand}`}`)
    return `\${${name}}`
  }

  return {text: fill(text, 0), missing: [...missing], faults}
}

/** Index of the brace that closes the one at `open`; the end of the text when none does. */
function closingBrace(text: string, open: number): number {
  let depth = 0
  for (let i = open; i < text.length; i++) {
    if (text.charAt(i) === '{' && (i === open || text.charAt(i - 1) === '$')) depth++
    else if (text.charAt(i) === '}' && --depth === 0) return i
  }
  return text.length
}
