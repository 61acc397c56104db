import type {Plan} from '../../repairs/plan.ts'
import type {RunResult} from '../../surgery/run-plan.ts'
import {describeRisk} from '../describe-risk.ts'
import {headlineOf} from '../text/render-outcome.ts'
import {html, type Markup} from './html.ts'

/** What a run of the plan came to. */
export interface PlanResult {
  /** How it ended, in a sentence. */
  readonly outcome: string
  /** What was seen afterwards, or why not, in sentences. */
  readonly sentences: readonly string[]
}

/** A run for the page: what renderOutcome says of it on a terminal, without what only a terminal can do. */
export function planResultOf(run: RunResult): PlanResult {
  const {refusals, confirmed, warnings, steps, stopped, backup, runId, recorded, outcome} = run
  const stands = outcome === 'applied' || outcome === 'hand-needed'
  return {
    outcome: headlineOf(run),
    sentences: [
      ...refusals.map(r => [r.message, ...r.next].join('; ')),
      ...confirmed,
      ...warnings,
      ...steps.map(({title, done}) => `${done ? 'done' : 'not done'}: ${title}`),
      ...stopped.map(name => `Container ${name} is stopped; before the repair it ran.`),
      ...(backup === null ? [] : [`Backup: ${backup}`]),
      ...(stands && runId !== null && recorded ? [`Take it back: doctor undo ${runId}`] : []),
    ],
  }
}

/** The plan with its diffs, and, after a run, what came of it. */
export function renderPlanSection(plan: Plan, result: PlanResult | null): Markup {
  return html`<section aria-labelledby="plan">
<h2 id="plan">Plan</h2>
<p><strong>${plan.title}</strong> (<code>${plan.strategy}</code>). Risk: ${describeRisk(plan)}.</p>
${list('Refused', plan.refusals)}
<ol class="steps">
${plan.steps.map(
  step => html`<li><p>${step.title}</p>
<pre tabindex="0" role="region" aria-label="Change of: ${step.title}">${step.diff.trimEnd().split('\n').map(diffLine)}</pre>
<p class="often">Undo: ${step.undo}</p></li>
`,
)}</ol>
${list('Stays', plan.kept)}${list('Is lost', plan.lost)}${list('Afterwards', plan.next)}
${result === null ? null : html`<h3>Result</h3><p><strong>${result.outcome}</strong></p><ul>${result.sentences.map(s => html`<li>${s}</li>`)}</ul>`}
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
