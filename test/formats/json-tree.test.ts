import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {type JsonNode, memberOf, parseJsonTree, placeOf} from '../../src/formats/json-tree.ts'
import {mutatedTexts} from '../mutate.ts'

const plain = (node: JsonNode): unknown => {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'array') return node.items.map(plain)
  return Object.fromEntries(node.members.map(m => [m.key, plain(m.value)]))
}

describe('parseJsonTree', () => {
  it('holds what JSON.parse gives, whatever the value', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 1, '\t'), (text, indent) => {
        const written = JSON.stringify(JSON.parse(text), null, indent)
        const tree = parseJsonTree(written)
        expect('root' in tree && plain(tree.root)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('knows where every part stands', () => {
    const text = '{\n  "a": [1, {"b" : "x\\"y"}],\n  "a": -2.5e3\n}\n'
    const tree = parseJsonTree(text)
    if ('reason' in tree) throw new Error(tree.reason)
    const last = memberOf(tree.root, 'a')
    expect(last && placeOf(text, last.start)).toEqual({line: 3, column: 3})
    expect(last && text.slice(last.value.start, last.value.end)).toBe('-2.5e3')
    const whole = text.slice(tree.root.start, tree.root.end)
    expect(whole).toBe(text.trim())
  })

  it('takes and refuses what JSON.parse does', () => {
    const originals = ['{"a":[1,2,{"b":null}],"c":"\\u0041\\n","d":true}', '[]', '{ "x" : { } , "y" : [ ] }']
    fc.assert(
      fc.property(mutatedTexts(originals), text => {
        const tree = parseJsonTree(text)
        let expected: unknown
        try {
          expected = JSON.parse(text)
        } catch {
          expect(tree).toHaveProperty('reason')
          return
        }
        expect('root' in tree && JSON.stringify(plain(tree.root))).toBe(JSON.stringify(expected))
      }),
      {numRuns: 500},
    )
  })

  it('gives up on nesting without end', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    expect(parseJsonTree(deep)).toHaveProperty('reason')
  })
})
