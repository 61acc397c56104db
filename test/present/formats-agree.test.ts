import {describe, expect, test} from 'vitest'
import {noLeaderChecks} from '../../src/checks/no-leader/index.ts'
import {formats, loadRenderer} from '../../src/present/formats.ts'
import {renderDkronHtml} from '../../src/present/html/render-dkron-html.ts'
import {renderReport} from '../../src/present/text/render-report.ts'
import type {Report} from '../../src/report/types.ts'
import {expectedCases, type Kind, unpackCase} from '../checks/captured-case.ts'
import {schemaProblems} from '../schema.ts'
import {reportOf, reportWith, viewOf} from './captured-view.ts'
import {readers, reportOfLines, toldBy} from './read-back.ts'

const read = Object.keys(readers) as (keyof typeof readers)[]

test('every format is read back', () => {
  expect([...read, 'text', 'html'].sort()).toEqual([...formats].sort())
})

/** With everything that was saved, and with what leaves questions open. */
const evidence: readonly (readonly Kind[] | undefined)[] = [undefined, ['dataDirs'], ['compose', 'inspect']]

describe.each(expectedCases())('$name', ({name}) => {
  test('all formats tell the same', async () => {
    const factsOf = unpackCase(name)
    for (const kinds of evidence) {
      const facts = await factsOf(kinds)
      for (const failLevel of ['error', 'warning'] as const) {
        const report = reportOf(facts, failLevel)
        await expectAgreement(report)
        expect(schemaProblems('report', JSON.parse(await render('json', report)))).toEqual([])
        const text = renderReport(report, facts, noLeaderChecks, {colour: false, unicode: true, columns: 80})
        for (const {check, status} of report.findings) if (status === 'fail') expect(text).toContain(check)
        expectPage(renderDkronHtml(report, facts, noLeaderChecks, null), report)
      }
    }
  })
})

test('suppressed findings are shown in every format and fail nothing', async () => {
  const suppressed = {reason: 'moves on Monday', until: '2026-12-31'}
  const report = reportWith(
    [{severity: 'warning'}, {check: 'two-voters', suppressed}, {check: 'quorum-lost', severity: 'info'}],
    {verdict: 'at-risk', cause: null, exitCode: 0},
  )
  expect(toldBy(report).findings).toEqual(['info quorum-lost', 'suppressed two-voters', 'warning server-id-changed'])
  await expectAgreement(report)
  expectPage(await render('html', report), report)
  for (const format of read)
    if (format !== 'prometheus') expect(await render(format, report)).toContain(suppressed.reason)
})

test('the lines of NDJSON are the report of JSON', async () => {
  const report = reportOf(await unpackCase('v4.0.9-e4-2-new-ids-new-ips')())
  expect(reportOfLines(await render('ndjson', report))).toEqual(JSON.parse(await render('json', report)))
})

/** The page puts the findings of its headline together; all others stand in a list. */
function expectPage(page: string, report: Report): void {
  expect(page).toContain(`<span class="verdict ${report.verdict}">`)
  expect(page).toContain(`exit code ${report.exitCode}.`)
  const headline = /<p class="often"><code>([a-z-]+)<\/code> on /.exec(page)?.[1]
  const section = /<section aria-labelledby="others">[\s\S]*?<\/section>/.exec(page)?.[0] ?? ''
  const listed = [...section.matchAll(/<span class="kind">([a-z ]+)<\/span>[\s\S]*?<code>([a-z-]+)<\/code>/g)]
  const told = listed.map(([, kind = '', check]) => `${kind.replace('could not determine', 'unknown')} ${check}`)
  const others = toldBy(report).findings.filter(f => told.includes(f) || !f.endsWith(` ${headline}`))
  expect(told.sort()).toEqual(others)
  expect(report.findings.length === 0 || report.verdict === 'healthy').toBe(headline === undefined)
}

async function expectAgreement(report: Report): Promise<void> {
  for (const format of read) {
    expect({format, ...(await readers[format](await render(format, report)))}).toEqual({format, ...toldBy(report)})
  }
}

async function render(format: keyof typeof readers | 'html', report: Report): Promise<string> {
  return (await loadRenderer(format))(viewOf(report))
}
