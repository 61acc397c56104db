// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are compose's and the shell's own
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {parseEnvFile} from '../../../src/formats/compose/parse-env-file.ts'

const lastValue = (text: string, env: Record<string, string> = {}) => parseEnvFile(text, env).at(-1)?.value

describe('parseEnvFile', () => {
  it('reads names, values and line numbers', () => {
    expect(parseEnvFile('# a comment\r\nA=1\r\n\r\n  export B = two words  \nBARE\nC: yaml\n=none\n1X=no\n')).toEqual([
      {name: 'A', value: '1', line: 2},
      {name: 'B', value: 'two words', line: 4},
      {name: 'BARE', value: null, line: 5},
      {name: 'C', value: 'yaml', line: 6},
    ])
  })

  it.each([
    ['A=plain # comment', 'plain'],
    ['A=no#comment', 'no#comment'],
    ['A= # only a comment', ''],
    ["A='$X # kept \\n' # comment", '$X # kept \\n'],
    ['A="two\\nlines \\"quoted\\"" # comment', 'two\nlines "quoted"'],
    ['A="over\nlines"', 'over\nlines'],
    ['A="never closed', '"never closed'],
    ['A=$X-${X:-d}-${Y:-d}', 'x-x-d'],
    ['A="$X"', 'x'],
    ['A=a=b', 'a=b'],
    ['A=', ''],
  ])('%s', (text, wanted) => {
    expect(lastValue(text, {X: 'x'})).toBe(wanted)
  })

  it('lets a line use names of earlier lines', () => {
    expect(lastValue('A=1\nB=$A$A')).toBe('11')
  })

  it('goes on after a value of several lines', () => {
    expect(parseEnvFile('A="x\ny"\nB=2')).toEqual([
      {name: 'A', value: 'x\ny', line: 1},
      {name: 'B', value: '2', line: 3},
    ])
  })

  it('never throws, whatever the text', () => {
    const piece = fc.constantFrom(
      'A',
      '=',
      '"',
      "'",
      '\\',
      '\n',
      '\r',
      '#',
      ' ',
      '$',
      '{',
      '}',
      'export ',
      ':',
      '\uFEFF',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map(p => p.join('')),
        ),
        text => void parseEnvFile(text),
      ),
    )
  })
})
