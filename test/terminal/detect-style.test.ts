import {expect, test} from 'vitest'
import {detectStyle} from '../../src/terminal/detect-style.ts'

const terminal = {isTTY: true, columns: 120}
const pipe = {}
const utf8 = {LANG: 'en_US.UTF-8', TERM: 'xterm'}

test.each([
  ['a terminal', terminal, {}, false, true],
  ['a pipe', pipe, {}, false, false],
  ['NO_COLOR', terminal, {NO_COLOR: '1'}, false, false],
  ['an empty NO_COLOR', terminal, {NO_COLOR: ''}, false, true],
  ['FORCE_COLOR on a pipe', pipe, {FORCE_COLOR: '1'}, false, true],
  ['FORCE_COLOR=0', terminal, {FORCE_COLOR: '0'}, false, false],
  ['--no-color against FORCE_COLOR', terminal, {FORCE_COLOR: '1'}, true, false],
  ['a dumb terminal', terminal, {TERM: 'dumb'}, false, false],
] as const)('colour on %s', (_name, stream, env, noColor, expected) => {
  expect(detectStyle(stream, {...utf8, ...env}, noColor).colour).toBe(expected)
})

test.each([
  [{LANG: 'en_US.UTF-8'}, true],
  [{LANG: 'de_DE.utf8'}, true],
  [{LANG: 'C'}, false],
  [{}, false],
  [{LANG: 'en_US.UTF-8', LC_ALL: 'C'}, false],
  [{LANG: 'C', LC_ALL: 'C.UTF-8'}, true],
  [{LANG: 'en_US.UTF-8', TERM: 'dumb'}, false],
])('%j allows Unicode: %s', (env, expected) => {
  expect(detectStyle(pipe, env, false).unicode).toBe(expected)
})

test('never wider than 80 columns, never narrower than can be read', () => {
  expect(detectStyle(terminal, utf8, false).columns).toBe(80)
  expect(detectStyle({isTTY: true, columns: 60}, utf8, false).columns).toBe(60)
  expect(detectStyle({isTTY: true, columns: 7}, utf8, false).columns).toBe(40)
  expect(detectStyle({columns: 30}, utf8, false).columns).toBe(80)
})
