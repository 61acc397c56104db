import {expect, test} from 'vitest'
import {html} from '../../../src/present/html/html.ts'
import {captured} from '../../case/collect-fixture.ts'
import {pageOfCase} from './page-of-case.ts'

const escaped = (text: string) => html`${text}`.markup

test.each(captured)('%s: verdict, cause and every finding stand on the page', async name => {
  const {report, page} = await pageOfCase(name)
  expect(page).toContain(`<span class="verdict ${report.verdict}">${report.verdict}</span>`)
  for (const finding of report.findings) {
    expect(page).toContain(`<code>${finding.check}</code>`)
    if (finding.consequenceOf !== null) expect(page).toContain(`follows from ${finding.consequenceOf}`)
  }
  const cause = report.findings.find(f => f.check === report.cause)
  if (cause) {
    expect(page).toContain(`<h1>${escaped(cause.message)}</h1>`)
    for (const {value} of cause.evidence) expect(page).toContain(`<code>${escaped(value)}</code>`)
  }
  for (const {check, status} of report.checks) expect(page).toContain(`<code>${check}</code></th><td>${status}</td>`)
})

test.each(captured)('%s: the page asks for nothing and runs nothing', async name => {
  const {page} = await pageOfCase(name)
  expect(page).not.toMatch(/<script|<link|<img|<iframe|\son[a-z]+=|url\(|@import|(?:src|href)=/i)
})

test('the course of the logs is told: starts, configurations, terms and changes of leader', async () => {
  const {page} = await pageOfCase('v3.2.7-e4-1-healthy-3-staggered')
  for (const kind of ['start', 'configuration', 'leader']) expect(page).toContain(`<li class="${kind}">`)
  const times = [...page.matchAll(/<time datetime="([^"]+)"/g)].map(m => m[1] ?? '')
  expect(times.length).toBeGreaterThan(5)
  expect(times).toEqual(times.toSorted())
})

test('a server that is none of its voters is drawn apart from them', async () => {
  const {page} = await pageOfCase('v4.0.9-e1-1-down-up-new-id-new-ip')
  expect(page).toContain('<g class="differs">')
  const healthy = await pageOfCase('v4.0.9-e1-0-healthy-first-start')
  expect(healthy.page).toContain('<g class="same">')
  expect(healthy.page).not.toContain('<g class="differs">')
})
