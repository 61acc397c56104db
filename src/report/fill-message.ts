import type {Failure} from '../checks/define-check.ts'

/** Fills the `{name}` places of a message; lists become `"a", "b" and "c"`. A place without a value stays as it is. */
export function fillMessage(template: string, params: Failure['params']): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name]
    if (value === undefined) return whole
    return Array.isArray(value) ? quoteList(value) : String(value)
  })
}

function quoteList(values: readonly string[]): string {
  const quoted = values.map(v => `"${v}"`)
  if (quoted.length < 2) return quoted.join('')
  return `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`
}
