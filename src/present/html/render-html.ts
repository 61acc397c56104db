import type {Plan} from '../../repairs/plan.ts'
import type {TimelineEvent} from '../../report/describe-timeline.ts'
import type {Finding, Report} from '../../report/types.ts'
import type {Next} from '../text/next-command.ts'
import type {WayOut} from '../text/ways-out.ts'
import {type CheckWords, renderChecks, renderEvidence, renderOtherFindings} from './findings.ts'
import {html, type Markup} from './html.ts'
import {type PlanResult, renderPlanSection} from './plan.ts'
import {styleSheet} from './style-sheet.ts'
import {renderTimeline} from './timeline.ts'
import {renderWaysOut} from './ways-out.ts'

/** A report and what surrounds it on the page. */
export interface HtmlReport {
  readonly report: Report
  readonly checks: readonly CheckWords[]
  /** Drawing of who is who. */
  readonly map: Markup | null
  readonly timeline: readonly TimelineEvent[]
  readonly next: Next | null
  /** What a person can do about it, safest first. */
  readonly ways: readonly WayOut[]
  readonly plan: {readonly plan: Plan; readonly result: PlanResult | null} | null
}

/**
 * The report as one page that stands alone: no script, no request, readable in light and dark, on a phone, on paper and
 * by a screen reader.
 */
export function renderHtml({report, checks, map, timeline, next, ways, plan}: HtmlReport): string {
  const told = toldFindings(report)
  const folklore = checks.find(c => c.id === told[0]?.check)?.folklore ?? []
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>doctor ${report.command}: ${report.verdict}${report.cause === null ? null : `, ${report.cause}`}</title>
<style>${{markup: styleSheet}}</style>
</head>
<body>
<header>
<p><span class="verdict ${report.verdict}">${report.verdict}</span></p>
<h1>${headline(report, told)}</h1>
${identityOf(told)}
</header>
<main>
${next === null ? null : html`<section aria-labelledby="next"><h2 id="next">Next</h2><p>${next.sentence}</p><pre tabindex="0" role="region" aria-label="Command to copy">${next.command}</pre></section>`}
${map}
${renderEvidence(told)}
${renderWaysOut(ways)}
${plan === null ? null : renderPlanSection(plan.plan, plan.result)}
${sentences('advice', ways.length > 0 ? 'Keep in mind' : 'What helps', [...new Set(told.flatMap(f => f.advice))])}
${sentences('folklore', 'What does not help', folklore)}
${renderOtherFindings(report.findings, told)}
${renderTimeline(timeline)}
${renderChecks(report.checks, checks)}
</main>
<footer><p>doctor ${report.tool.version}, exit code ${report.exitCode}.</p></footer>
</body>
</html>
`
  return page.markup
}

/** The findings of the headline: those of the cause, else the first of the gravest kind. */
function toldFindings({findings, cause}: Report): readonly Finding[] {
  const counted = findings.filter(f => !f.suppressed)
  const first = counted.find(f => f.check === cause) ?? counted.find(f => f.status === 'fail' && f.severity !== 'info')
  const shown = first ?? counted.find(f => f.status === 'unknown')
  return shown ? counted.filter(f => f.check === shown.check && f.status === shown.status) : []
}

function headline({verdict, checks}: Report, [first]: readonly Finding[]): string {
  if (verdict === 'healthy')
    return `Nothing is broken: ${checks.filter(c => c.status === 'pass').length} checks passed.`
  if (verdict === 'unknown')
    return `Could not determine whether anything is wrong: ${first?.message ?? 'evidence is missing'}`
  return first?.message ?? ''
}

function identityOf(told: readonly Finding[]): Markup | null {
  const [first] = told
  if (!first) return null
  const sure = first.confidence === 'high' ? '' : `, confidence ${first.confidence}`
  return html`<p class="often"><code>${first.check}</code> on ${told.map(f => f.subject).join(', ')}${sure}</p>`
}

function sentences(id: string, title: string, texts: readonly string[]): Markup | null {
  if (texts.length === 0) return null
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2><ul>${texts.map(t => html`<li>${t}</li>`)}</ul></section>`
}
