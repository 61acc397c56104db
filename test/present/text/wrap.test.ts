import fc from 'fast-check'
import {expect, test} from 'vitest'
import {displayWidth, printable, wrap} from '../../../src/present/text/wrap.ts'

const words = fc.array(fc.stringMatching(/^[a-z.:/-]{1,12}$/), {minLength: 1, maxLength: 40})

test('no line is wider than asked, and no word is lost', () => {
  fc.assert(
    fc.property(words, fc.integer({min: 12, max: 80}), (list, width) => {
      const lines = wrap(list.join(' '), width)
      expect(lines.every(line => displayWidth(line) <= width)).toBe(true)
      expect(lines.join(' ')).toBe(list.join(' '))
    }),
  )
})

test('a word wider than the line stays whole', () => {
  expect(wrap('see /a/very/long/path/indeed now', 10)).toEqual(['see', '/a/very/long/path/indeed', 'now'])
})

test('nothing that moves a cursor gets through', () => {
  fc.assert(
    fc.property(fc.string({unit: 'binary'}), fc.boolean(), (text, unicode) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the point of the test
      expect(printable(text, unicode)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
    }),
  )
  expect(printable('\u001b[31mred\u001b[0m', true)).toBe('\\x1b[31mred\\x1b[0m')
})

test('typography has an ASCII form, names from outside keep their letters', () => {
  expect(printable('a ≠ b … “c” → Größe', false)).toBe('a != b ... "c" -> Größe')
})

test.each([
  ['abc', 3],
  ['日本', 4],
  ['e\u0301', 1],
  ['✗', 1],
])('%s takes %d columns', (text, width) => {
  expect(displayWidth(text)).toBe(width)
})
