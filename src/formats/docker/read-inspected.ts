import type {JsonObject} from '../json-shape.ts'
import {isObject, parseJson} from '../json-shape.ts'

/**
 * The objects of any `inspect` output: an array (the command's own form), a single object (cut out by hand or by
 * `jq`), or one object a line (`--format '{{json .}}'`).
 */
export function readInspected(text: string): {
  readonly objects: readonly JsonObject[]
  readonly problems: readonly string[]
} {
  const whole = parseJson(text)
  if ('value' in whole) return objectsIn([whole.value])
  if (text.trim() === '') return {objects: [], problems: ['is empty']}
  const values: unknown[] = []
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const parsed = parseJson(line)
    if ('reason' in parsed) return {objects: [], problems: [`is no JSON: ${whole.reason}`]}
    values.push(parsed.value)
  }
  return objectsIn(values)
}

function objectsIn(values: readonly unknown[]) {
  const objects: JsonObject[] = []
  const problems: string[] = []
  for (const value of values.flatMap(v => (Array.isArray(v) ? v : [v]))) {
    if (isObject(value)) objects.push(value)
    else problems.push(`holds ${value === null ? 'null' : `a ${typeof value}`} where an object belongs`)
  }
  return {objects, problems}
}
