import {Ajv2020, type ErrorObject} from 'ajv/dist/2020.js'
import {type Document, isMap, isNode, isScalar, LineCounter, parseDocument} from 'yaml'
import type {Place} from '../../case/case.ts'
import type {SettingsProblem} from './types.ts'

/** A text that is what its schema says. */
export interface ReadDocument {
  readonly value: unknown
  /** Where the value at a path is written: `['suppress', 0, 'until']`. */
  readonly placeAt: (path: readonly (string | number)[]) => Place
}

/**
 * YAML, of which JSON is a part, held against a JSON Schema. Every problem comes with its line and column. Never throws
 * for what a text holds.
 */
export function readDocument(
  text: string,
  file: string,
  schema: object,
): ReadDocument | {readonly problems: readonly SettingsProblem[]} {
  const lines = new LineCounter()
  const placeOf = (offset: number): Place => {
    const {line, col} = lines.linePos(offset)
    return {file, line: Math.max(line, 1), column: Math.max(col, 1)}
  }
  const document = parseDocument(text.replace(/^\uFEFF/, ''), {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'silent',
  })
  if (document.errors.length > 0) {
    return {problems: document.errors.map(e => ({place: placeOf(e.pos[0]), message: `is no YAML: ${e.message}`}))}
  }
  const placeAt = (path: readonly (string | number)[]) => placeOf(offsetAt(document, path))
  const value = contentOf(document)
  if ('problem' in value) return {problems: [{place: placeAt([]), message: value.problem}]}
  const validate = new Ajv2020({strict: true, allErrors: true, verbose: true}).compile(schema)
  if (validate(value.value)) return {value: value.value, placeAt}
  return {
    problems: (validate.errors ?? []).map(error => ({
      place: placeAt(pathOf(error, value.value)),
      message: messageOf(error),
    })),
  }
}

/** An empty file sets nothing. Aliases that multiply beyond measure are refused by the library. */
function contentOf(document: Document): {readonly value: unknown} | {readonly problem: string} {
  try {
    return {value: document.toJS({maxAliasCount: 100}) ?? {}}
  } catch (error) {
    return {problem: `cannot be read: ${error instanceof Error ? error.message : String(error)}`}
  }
}

/** Of the key, where a value has one: that is what a person looks for. */
function offsetAt(document: Document, path: readonly (string | number)[]): number {
  const last = path.at(-1)
  const parent = path.length === 0 ? null : document.getIn(path.slice(0, -1), true)
  if (isMap(parent)) {
    const pair = parent.items.find(p => isScalar(p.key) && p.key.value === last)
    if (pair && isScalar(pair.key)) return pair.key.range?.[0] ?? 0
  }
  const node = path.length === 0 ? document.contents : document.getIn(path, true)
  return isNode(node) ? (node.range?.[0] ?? 0) : 0
}

/** From the schema's pointer; a key that should not be there is looked for itself. */
function pathOf({instancePath, keyword, params}: ErrorObject, value: unknown): readonly (string | number)[] {
  let at = value
  const path = instancePath
    .split('/')
    .slice(1)
    .map(part => {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
      const step = Array.isArray(at) ? Number(key) : key
      at = (at as Record<string | number, unknown> | null)?.[step]
      return step
    })
  return keyword === 'additionalProperties' ? [...path, params.additionalProperty] : path
}

function messageOf(error: ErrorObject): string {
  const {keyword, params, instancePath, message = 'is not valid'} = error
  const name = instancePath.split('/').findLast(part => part !== '' && !/^\d+$/.test(part))
  const what = name === undefined ? 'the file' : `"${name}"`
  switch (keyword) {
    case 'additionalProperties':
      return `there is no setting "${params.additionalProperty}"${keysBeside(error)}`
    case 'enum':
      return `${what} is one of ${params.allowedValues.join(', ')}`
    case 'required':
      return `${what} lacks "${params.missingProperty}"`
    case 'type':
      return `${what} has to be ${params.type === 'object' ? 'a map of settings' : `of type ${params.type}`}`
    case 'pattern':
      return `${what} does not look right: ${JSON.stringify(error.data)}${name === 'until' ? '; a day is written 2026-12-31' : ''}`
    default:
      return `${what} ${message}`
  }
}

function keysBeside({parentSchema}: ErrorObject): string {
  const known = Object.keys((parentSchema as {properties?: object} | undefined)?.properties ?? {})
  return known.length === 0 ? '' : `; there are ${known.join(', ')}`
}
