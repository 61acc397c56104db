import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {matchFields} from '../../../src/formats/go-json/match-fields.ts'
import {parseGoJson} from '../../../src/formats/go-json/parse-go-json.ts'
import type {GoJson} from '../../../src/formats/go-json/types.ts'

const parse = (text: string) => parseGoJson(new TextEncoder().encode(text))

/** The value as JSON.parse gives it. */
function plain(value: GoJson): unknown {
  if (value.kind === 'array') return value.items.map(plain)
  if (value.kind === 'object') return Object.fromEntries(value.members.map(m => [m.key, plain(m.value)]))
  if (value.kind === 'number') return Number(value.text)
  return value.kind === 'null' ? null : value.value
}

describe('JSON as Go reads it', () => {
  test('is the same JSON, where both agree', () => {
    fc.assert(
      fc.property(fc.json({stringUnit: 'grapheme'}), fc.constantFrom('', ' ', '\n', ' trailing'), (text, more) => {
        const parsed = parse(text + more)
        expect('value' in parsed && plain(parsed.value)).toEqual(JSON.parse(text))
      }),
    )
  })

  test('keeps the digits of numbers', () => {
    expect(parse('-18446744073709551615.50e+10')).toEqual({
      value: {kind: 'number', text: '-18446744073709551615.50e+10'},
    })
  })

  // Error texts of encoding/json are compared with Go itself in the tests of peers.json.
  test('has a depth that it does not go below', () => {
    expect(parse(`${'[{"a":'.repeat(300)}1`)).toEqual({error: 'exceeded max depth'})
  })

  test('gives a struct its fields whatever their case, exact names first, the last one standing', () => {
    const object = parse('{"INDEX":1,"index":2,"Index":3,"other":4,"\u017fize":5}')
    if (!('value' in object) || object.value.kind !== 'object') throw new Error('no object')
    const fields = matchFields(object.value, ['Index', 'Size', 'index'])
    expect(fields.map(f => [f.name, plain(f.value)])).toEqual([
      ['Index', 1],
      ['index', 2],
      ['Index', 3],
      ['Size', 5],
    ])
  })
})
