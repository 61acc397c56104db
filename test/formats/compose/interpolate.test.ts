// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are compose's and the shell's own
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {interpolate} from '../../../src/formats/compose/interpolate.ts'

const env = {A: 'a', EMPTY: '', MONEY: '$A${A}$$'}
const filled = (text: string) => interpolate(text, env).text

describe('interpolate', () => {
  it.each([
    ['plain', 'plain'],
    ['$A', 'a'],
    ['${A}', 'a'],
    ['x${A}y$A.z', 'xaya.z'],
    ['$$A $${A} $$$$', '$A ${A} $$'],
    ['${EMPTY}', ''],
    ['${EMPTY:-d} ${EMPTY-d} ${NONE:-d} ${NONE-d}', 'd  d d'],
    ['${NONE:-}', ''],
    ['${A:-d} ${A-d}', 'a a'],
    ['${A:+r} ${A+r} ${EMPTY:+r} ${EMPTY+r} ${NONE:+r} ${NONE+r}', 'r r  r  '],
    ['${NONE:-${ALSO_NONE:-${A}}}', 'a'],
    ['${NONE:-x${A}y}z', 'xayz'],
    ['${NONE:-a:b-c?d+e}', 'a:b-c?d+e'],
    ['${A:?needed} ${A?needed}', 'a a'],
    ['price 5$, 10 $ and $1', 'price 5$, 10 $ and $1'],
    ['$MONEY', '$A${A}$$'],
  ])('%s', (text, wanted) => {
    expect(interpolate(text, env)).toEqual({text: wanted, missing: [], faults: []})
  })

  it('keeps the reference to a variable that is set nowhere', () => {
    expect(interpolate('--node-name=$NODE-${NODE} ${OTHER}', env)).toEqual({
      text: '--node-name=${NODE}-${NODE} ${OTHER}',
      missing: ['NODE', 'OTHER'],
      faults: [],
    })
  })

  it('says what a demanded variable lacks', () => {
    expect(interpolate('${NODE:?name the node}', env).faults).toEqual([
      'variable NODE is demanded and not set: name the node',
    ])
    expect(interpolate('${EMPTY:?}', env).faults).toEqual(['variable EMPTY is demanded and not set'])
    expect(interpolate('${EMPTY?x}', env)).toEqual({text: '', missing: [], faults: []})
  })

  it('says what is no variable and leaves it', () => {
    expect(interpolate('${}', env)).toEqual({text: '${}', missing: [], faults: ['"${}" is no variable']})
    expect(filled('${1A}')).toBe('${1A}')
    expect(filled('${A')).toBe('a')
  })

  it('does not know what objects inherit', () => {
    expect(interpolate('$constructor ${toString}', env).missing).toEqual(['constructor', 'toString'])
  })

  it('changes no text without a dollar sign', () => {
    fc.assert(fc.property(fc.string(), text => filled(text.replaceAll('$', '')) === text.replaceAll('$', '')))
  })

  it('gives a text back whose dollar signs are doubled', () => {
    const text = fc.string({unit: fc.constantFrom(...'$${}:-?+AB \\'), maxLength: 60})
    fc.assert(
      fc.property(text, t => {
        expect(filled(t.replaceAll('$', '$$$$'))).toBe(t)
      }),
    )
  })

  it('puts a value in as it is, never reading it again', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (value, rest) => {
        const after = rest.replaceAll('$', '')
        expect(interpolate(`\${V}${after}`, {V: value}).text).toBe(value + after)
        expect(interpolate(`\${NONE:-\${V}}${after}`, {V: value}).text).toBe(value + after)
      }),
    )
  })

  it('never throws and ends for every text', () => {
    const piece = fc.constantFrom('$', '{', '}', ':', '-', '?', '+', '${A', '${A:-', '${', '$$', 'x')
    fc.assert(
      fc.property(fc.array(piece, {maxLength: 200}), pieces => {
        interpolate(pieces.join(''), env)
      }),
      {numRuns: 2000},
    )
    const deep = `${'${X:-'.repeat(20_000)}end`
    expect(interpolate(deep, {}).faults.length).toBeGreaterThan(0)
  })
})
