import fc from 'fast-check'
import {parse, type TestSuites} from 'junit2json'
import {expect, test} from 'vitest'
import {renderJunit} from '../../../src/present/junit/render-junit.ts'
import type {Finding, Report} from '../../../src/report/types.ts'
import {reportWith, viewOf} from '../captured-view.ts'
import {readTestCases} from '../read-back.ts'

test('a check passes, fails, is skipped or could not be determined', async () => {
  const cases = await casesOf(
    [
      {check: 'failing', message: 'broken & <bad>', subject: 's1', evidence: [{source: 'a.yml:3', value: '"x"'}]},
      {check: 'failing', message: 'broken too', subject: 's2'},
      {check: 'warning', severity: 'warning', message: 'not yet'},
      {check: 'open', status: 'unknown', message: 'nobody knows'},
      {check: 'lived-with', suppressed: {reason: 'on Monday', until: null}},
    ],
    {
      checks: [
        {check: 'failing', status: 'fail', reason: ''},
        {check: 'warning', status: 'fail', reason: ''},
        {check: 'open', status: 'unknown', reason: 'nobody knows'},
        {check: 'lived-with', status: 'fail', reason: ''},
        {check: 'left-out', status: 'skip', reason: 'not asked for'},
        {check: 'does-not-matter', status: 'unknown', reason: 'no log'},
        {check: 'passing', status: 'pass', reason: ''},
      ],
    },
  )
  expect(cases.map(c => [c.name, ...['failure', 'error', 'skipped'].filter(part => part in c)])).toEqual([
    ['failing', 'failure'],
    ['warning'],
    ['open', 'error'],
    ['lived-with', 'skipped'],
    ['left-out', 'skipped'],
    ['does-not-matter', 'skipped'],
    ['passing'],
  ])
  expect(cases[0]?.failure?.[0]).toMatchObject({type: 'error', message: 'broken & <bad>; broken too'})
  expect(cases[0]?.failure?.[0]?.inner).toMatch(
    /^error s1: broken & <bad>\n {2}a\.yml:3: "x"\n[\s\S]*^error s2: broken too/m,
  )
  expect(cases[1]?.['system-out']?.[0]).toContain('warning s1: not yet')
})

test('is red at the fail level that was asked for', async () => {
  const findings = [{check: 'a', severity: 'warning'}] as const
  const red = async (failLevel: Report['failLevel']) => 'failure' in ((await casesOf(findings, {failLevel}))[0] ?? {})
  expect([await red('error'), await red('warning'), await red('never')]).toEqual([false, true, false])
})

test('a file and its line stand at the test case', async () => {
  const [found] = await casesOf([{place: {file: 'docker-compose.yml', line: 5, column: 3}}])
  expect(found).toMatchObject({file: 'docker-compose.yml', line: 5})
})

test('whatever a file, a log or an answer says, the document is well-formed and says it', async () => {
  const nasty = [
    '<',
    '>',
    '&',
    '"',
    "'",
    ']',
    '\r',
    '\n',
    '\t',
    '\0',
    '\u001b',
    '\u0085',
    '\ufffe',
    '\ud800',
    '<![CDATA[',
    '&#0;',
  ]
  const text = fc.oneof(
    fc.string({unit: 'binary'}),
    fc.array(fc.constantFrom(...nasty)).map(parts => parts.join('')),
  )
  await fc.assert(
    fc.asyncProperty(text, text, async (message, subject) => {
      const written = renderJunit(viewOf(reportWith([{message, subject, check: 'a', advice: [message]}])))
      // Attributes as they stand: by default the reader makes numbers of those that look like some.
      const suites = (await parse(written, {attrValueProcessors: []})) as TestSuites
      const [failure] = suites.testsuite?.[0]?.testcase?.[0]?.failure ?? []
      expect(failure?.message).toBe(onlyXml(message))
      expect(failure?.inner).toContain(onlyXml(`error ${subject}: ${message}`))
    }),
  )
})

/** What XML 1.0 can hold of a text. */
function onlyXml(text: string): string {
  return [...text].filter(c => /[\t\n\r\u0020-\ud7ff\ue000-\ufffd]|[\u{10000}-\u{10ffff}]/u.test(c)).join('')
}

async function casesOf(findings: readonly Partial<Finding>[], report: Partial<Report> = {}) {
  return (await readTestCases(renderJunit(viewOf(reportWith(findings, report))))).cases
}
