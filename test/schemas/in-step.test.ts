import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {readSchema, type Schema} from '../schema.ts'
import {plannedActions, planShapes, planWords, reportShapes, reportWords} from './shapes.ts'

const published = [
  {name: 'report', shapes: reportShapes, words: reportWords},
  {name: 'plan', shapes: planShapes, words: planWords},
] as const

/** The compiler compares the shapes with the types of the program; here they are compared with what is published. */
describe.each(published)('$name.schema.json is in step with the types', ({name, shapes, words}) => {
  const schema = readSchema(name)

  test.each(Object.entries(shapes))('%s', (part, shape) => {
    const found = part === name ? schema : schema.$defs?.[part]
    expect(Object.keys(found?.properties ?? {}).sort()).toEqual(Object.keys(shape).sort())
    const required = Object.entries(shape).flatMap(([field, kind]) => (kind === 'required' ? [field] : []))
    expect([...(found?.required ?? [])].sort()).toEqual(required.sort())
    expect(found?.additionalProperties).toBe(false)
  })

  test.each(Object.entries(words))('the words of %s', (place, union) => {
    const found = place.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], schema)
    expect([...((found as Schema).enum ?? [])].sort()).toEqual(Object.keys(union).sort())
  })

  test('no object of it takes what is not named', () => {
    const open = objectsIn(schema).filter(o => o.properties && o.additionalProperties !== false)
    expect(open.filter(o => o.required)).toEqual([])
  })
})

test('a plan may hold every kind of action, and no other', () => {
  const {$defs = {}} = readSchema('plan')
  const kinds = ($defs.action?.oneOf ?? []).map(
    ({$ref = ''}) => $defs[$ref.split('/').at(-1) ?? '']?.properties?.kind?.const,
  )
  expect(kinds.sort()).toEqual([...plannedActions].sort())
})

test('both are in the package', () => {
  const {files} = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'))
  expect(files).toContain('schemas')
})

function objectsIn(value: unknown): readonly Schema[] {
  if (typeof value !== 'object' || value === null) return []
  return [...(Array.isArray(value) ? [] : [value as Schema]), ...Object.values(value).flatMap(objectsIn)]
}
