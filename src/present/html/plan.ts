import type {Plan} from '../../repairs/plan.ts'
import {html, type Markup} from './html.ts'

const riskWords: Record<Plan['risk'], string> = {
  safe: 'safe: nothing stored is rewritten or lost',
  disruptive: 'disruptive: the scheduler has to be stopped, nothing is lost',
  'data-loss': 'data loss: read what is lost',
}

/** What a run of the plan came to. */
export interface PlanResult {
  /** `applied`, `refused`, `rolled-back` or `hand-needed`. */
  readonly outcome: string
  /** What was seen afterwards, or why not, in sentences. */
  readonly sentences: readonly string[]
}

/** The plan with its diffs, and, after a run, what came of it. */
export function renderPlanSection(plan: Plan, result: PlanResult | null): Markup {
  return html`<section aria-labelledby="plan">
<h2 id="plan">Plan</h2>
<p><strong>${plan.title}</strong> (<code>${plan.strategy}</code>). Risk: ${riskWords[plan.risk]}.</p>
${list('Refused', plan.refusals)}
<ol class="steps">
${plan.steps.map(
  step => html`<li><p>${step.title}</p>
<pre tabindex="0" role="region" aria-label="Change of: ${step.title}">${step.diff.trimEnd().split('\n').map(diffLine)}</pre>
<p class="often">Undo: ${step.undo}</p></li>
`,
)}</ol>
${list('Stays', plan.kept)}${list('Is lost', plan.lost)}${list('Afterwards', plan.next)}
${result === null ? null : html`<h3>Result: ${result.outcome}</h3><ul>${result.sentences.map(s => html`<li>${s}</li>`)}</ul>`}
</section>`
}

function list(title: string, sentences: readonly string[]): Markup | null {
  return sentences.length === 0 ? null : html`<h3>${title}</h3><ul>${sentences.map(s => html`<li>${s}</li>`)}</ul>`
}

function diffLine(line: string): Markup {
  if (line.startsWith('+') && !line.startsWith('+++')) return html`<ins>${line}</ins>\n`
  if (line.startsWith('-') && !line.startsWith('---')) return html`<del>${line}</del>\n`
  return html`<span>${line}</span>\n`
}
