import {levelOf} from '../../report/count-findings.ts'
import type {CheckResult, Evidence, Finding} from '../../report/types.ts'
import {html, type Markup} from './html.ts'

/** What a page needs of a check. */
export interface CheckWords {
  readonly id: string
  readonly title: string
  readonly folklore: readonly string[]
}

/** Quotations, each once, as source and value. */
export function renderEvidence(findings: readonly Finding[]): Markup | null {
  const quoted = new Map<string, Evidence>()
  for (const e of findings.flatMap(f => f.evidence)) quoted.set(`${e.source}\n${e.value}`, e)
  if (quoted.size === 0) return null
  return html`<section aria-labelledby="evidence">
<h2 id="evidence">Evidence</h2>
<dl class="evidence">
${[...quoted.values()].map(
  ({source, value}) => html`<div><dt>${source}</dt><dd><code>${value}</code></dd></div>
`,
)}</dl>
</section>`
}

/** Findings beside those of the headline, consequences marked. */
export function renderOtherFindings(findings: readonly Finding[], told: readonly Finding[]): Markup | null {
  const rest = findings.filter(f => !told.includes(f))
  if (rest.length === 0) return null
  return html`<section aria-labelledby="others">
<h2 id="others">Also found</h2>
<ul class="findings">
${rest.map(
  f => html`<li class="${f.suppressed ? 'info' : levelOf(f)}"><span class="kind">${levelOf(f) === 'unknown' ? 'could not determine' : levelOf(f)}</span>
<strong>${f.subject}</strong>: ${f.message} <code>${f.check}</code>${f.consequenceOf === null ? null : html` <span class="often">follows from ${f.consequenceOf}</span>`}${f.suppressed ? html` <span class="often">${f.suppressed.reason}${f.suppressed.until === null ? null : `, until ${f.suppressed.until}`}</span>` : null}
${f.advice.length === 0 ? null : html`<ul>${f.advice.map(a => html`<li>${a}</li>`)}</ul>`}</li>
`,
)}</ul>
</section>`
}

const order: Record<CheckResult['status'], number> = {fail: 0, unknown: 1, pass: 2, skip: 3}

/** Every check with its outcome; folded, but part of the page and of its print. */
export function renderChecks(results: readonly CheckResult[], checks: readonly CheckWords[]): Markup {
  const sorted = results.toSorted((a, b) => order[a.status] - order[b.status])
  const count = (status: CheckResult['status']) => results.filter(r => r.status === status).length
  return html`<section aria-labelledby="checks">
<h2 id="checks">All checks</h2>
<p>${count('fail')} failed, ${count('unknown')} unknown, ${count('pass')} passed, ${count('skip')} skipped.</p>
<div class="scroll" tabindex="0" role="region" aria-label="All checks, as a table"><table>
<thead><tr><th scope="col">check</th><th scope="col">status</th><th scope="col">what it looks for</th><th scope="col">reason</th></tr></thead>
<tbody>
${sorted.map(
  r => html`<tr class="${r.status}"><th scope="row"><code>${r.check}</code></th><td>${r.status}</td><td>${checks.find(c => c.id === r.check)?.title ?? ''}</td><td>${r.reason}</td></tr>
`,
)}</tbody></table></div>
</section>`
}
