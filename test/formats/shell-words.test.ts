// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are compose's and the shell's own
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {splitCommands, splitWords} from '../../src/formats/shell-words.ts'

describe('splitWords', () => {
  it.each([
    ['agent --server', ['agent', '--server']],
    ['  a\tb\n c  ', ['a', 'b', 'c']],
    ['', []],
    [`a '' ""`, ['a', '', '']],
    [`--tag="a b" --x='c d'`, ['--tag=a b', '--x=c d']],
    [`it\\'s a\\ b`, ["it's", 'a b']],
    [`"a \\"b\\" \\\\ \\n"`, ['a "b" \\ n']],
    [`'a \\ b'`, ['a \\ b']],
    ['a && b; c | d $HOME #x', ['a', '&&', 'b;', 'c', '|', 'd', '$HOME', '#x']],
    ['a \\\n--b', ['a', '\n--b']],
    [`never 'closed`, ['never', 'closed']],
  ])('%j', (text, words) => {
    expect(splitWords(text)).toEqual(words)
  })

  it('gives words back that were quoted', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), words => {
        const quoted = words.map(w => `'${w.replaceAll("'", `'\\''`)}'`).join(' ')
        expect(splitWords(quoted)).toEqual(words)
      }),
    )
  })
})

describe('splitCommands', () => {
  const variables = new Map([
    ['NAME', 'n1'],
    ['FLAGS', ' --a  --b=c '],
    ['EMPTY', ''],
  ])
  const scope = {variable: (name: string) => variables.get(name) ?? null, positional: ['agent', '--server', 'x y']}
  const commands = (script: string) => [...splitCommands(script, scope)]

  it.each([
    ['a; b && c || d | e & f', [['a'], ['b'], ['c'], ['d'], ['e'], ['f']]],
    ['a # not read\nb', [['a'], ['b']]],
    ['a \\\n  --b', [['a', '--b']]],
    ['run --name=$NAME "${NAME}" \'$NAME\'', [['run', '--name=n1', 'n1', '$NAME']]],
    ['run $FLAGS "$FLAGS"', [['run', '--a', '--b=c', ' --a  --b=c ']]],
    ['run ${NAME:-d} ${NONE:-d} ${EMPTY:-d} ${EMPTY-d}', [['run', 'n1', 'd', 'd']]],
    ['run $NONE $(hostname -s) `id -u` $((1 + 2))', [['run', '$NONE', '$(hostname -s)', '`id -u`', '$((1 + 2))']]],
    ['exec dkron "$@"', [['exec', 'dkron', 'agent', '--server', 'x y']]],
    ['(cd /x; run)', [['cd', '/x'], ['run']]],
    ['echo "a;b" \'c&d\'', [['echo', 'a;b', 'c&d']]],
  ])('%j', (script, wanted) => {
    expect(commands(script)).toEqual(wanted)
  })

  it('never throws and ends, whatever the script', () => {
    const piece = fc.constantFrom(
      '$',
      '(',
      ')',
      '{',
      '}',
      '`',
      '"',
      "'",
      '\\',
      '\n',
      ';',
      '&',
      '#',
      'a',
      ' ',
      '$@',
      '${A:-',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, {maxLength: 100}).map(p => p.join('')),
        ),
        script => {
          commands(script)
          splitWords(script)
        },
      ),
      {numRuns: 1000},
    )
  })
})
