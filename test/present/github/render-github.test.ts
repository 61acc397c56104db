import fc from 'fast-check'
import {expect, test} from 'vitest'
import {renderGithub} from '../../../src/present/github/render-github.ts'
import {printable} from '../../../src/present/text/wrap.ts'
import type {Finding} from '../../../src/report/types.ts'
import {reportWith, viewOf} from '../captured-view.ts'
import {readCommands} from '../read-back.ts'

test('the result, then an annotation a finding', () => {
  const place = {file: '../compose, old/a.yml', line: 5, column: 3}
  expect(render([{place, message: '100% broken:\nreally', advice: ['Mend it, then: up']}, {severity: 'info'}])).toBe(
    [
      '::notice title=doctor no-leader::broken: server-id-changed; 1 error, 0 warnings, 1 info; exit code 1',
      '::error file=compose%2C old/a.yml,line=5,col=3,title=server-id-changed (s1)::100%25 broken:%0Areally%0AMend it, then: up%0Adoctor explain server-id-changed',
      '::notice title=server-id-changed (s1)::it is broken%0Adoctor explain server-id-changed',
      '',
    ].join('\n'),
  )
})

test('a file outside of the checkout keeps its path', () => {
  const [, annotation] = readCommands(render([{place: {file: '/etc/dkron.yml', line: 1, column: 1}}]))
  expect(annotation?.properties.file).toBe('/etc/dkron.yml')
})

test('nothing that a finding quotes makes a command of its own', () => {
  const text = fc.oneof(
    fc.string({unit: 'binary'}),
    fc.stringMatching(/^[:,%\r\n]{1,3}(::error::|%0A|title=){0,2}x{0,2}$/),
  )
  fc.assert(
    fc.property(text, text, text, (message, subject, file) => {
      const commands = readCommands(render([{message, subject, place: {file: `/x${file.replaceAll('/', '')}`}}]))
      expect(commands.map(c => c.name)).toEqual(['notice', 'error'])
      expect(commands[1]?.properties.title).toBe(printable(`server-id-changed (${subject})`, true))
      expect(commands[1]?.message).toBe(printable(`${message}\ndoctor explain server-id-changed`, true))
    }),
  )
})

function render(findings: readonly Partial<Finding>[]): string {
  return renderGithub(viewOf(reportWith(findings)))
}
