import {parseDocument, type Scalar} from 'yaml'

/** How a string is written as a YAML scalar: plain when that reads back as the same string, else in double quotes. */
export function scalarText(value: string, style: Scalar.Type | 'auto' = 'auto'): string {
  if (style === 'QUOTE_SINGLE' && !value.includes('\n')) return `'${value.replaceAll("'", "''")}'`
  if (style === 'QUOTE_DOUBLE') return JSON.stringify(value)
  return isSafePlain(value) ? value : JSON.stringify(value)
}

/** Compose reads `$` as the start of a variable; a literal one is doubled. */
export function escapeInterpolation(value: string): string {
  return value.replaceAll('$', '$$$$')
}

function isSafePlain(value: string): boolean {
  if (value === '' || value.trim() !== value || /[\n,[\]{}]/.test(value)) return false
  const parsed = parseDocument(`k: ${value}\n`)
  const flow = parseDocument(`[${value}]\n`)
  if (parsed.errors.length > 0 || flow.errors.length > 0) return false
  const js = parsed.toJS() as {k?: unknown}
  return js.k === value && (flow.toJS() as unknown[])[0] === value
}
