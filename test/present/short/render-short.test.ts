import fc from 'fast-check'
import {expect, test} from 'vitest'
import {renderShort} from '../../../src/present/short/render-short.ts'
import {displayWidth} from '../../../src/present/text/wrap.ts'
import {reportWith, viewOf} from '../captured-view.ts'

const report = reportWith([
  {message: 's1 is not a voter', place: {file: 'a.yml', line: 5, column: 3}},
  {check: 'two-voters', severity: 'warning', subject: 'cluster', consequenceOf: 'server-id-changed'},
])

test('the verdict, then a line a finding', () => {
  expect(renderShort(viewOf(report))).toBe(
    [
      'no-leader: broken: server-id-changed; 1 error, 1 warning; exit code 1',
      'error      server-id-changed  s1 is not a voter [a.yml:5:3]',
      'warning    two-voters         cluster: it is broken (follows from server-id-changed)',
      '',
    ].join('\n'),
  )
})

test('on a terminal no line is wider, and whatever is quoted stays on its line', () => {
  fc.assert(
    fc.property(fc.string({unit: 'binary', maxLength: 200}), fc.integer({min: 40, max: 200}), (message, columns) => {
      const lines = renderShort({...viewOf(reportWith([{message}])), columns}).split('\n')
      expect(lines).toHaveLength(3)
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns)
    }),
  )
})

test('colours only the level, and only when asked for', () => {
  const colour = renderShort({...viewOf(report), style: {colour: true, unicode: true, columns: 80}})
  expect(colour).toContain('\u001b[31merror     \u001b[39m server-id-changed')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: looked for
  expect(renderShort(viewOf(report))).not.toMatch(/\u001b/)
})
