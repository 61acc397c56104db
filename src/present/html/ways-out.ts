import type {WayOut} from '../text/ways-out.ts'
import {html, type Markup} from './html.ts'

/** What helps, safest first, with what each way touches; null when nobody knows a way. */
export function renderWaysOut(ways: readonly WayOut[]): Markup | null {
  if (ways.length === 0) return null
  return html`<section aria-labelledby="ways">
<h2 id="ways">What helps</h2>
<ol>
${ways.map(
  ({repair, work}) => html`<li><p><strong>${repair.title}</strong> (<code>${repair.id}</code>)<br>
<span class="often">Touches ${repair.touches}.</span></p>
<ul>${work.steps.map(step => html`<li>${step}</li>`)}</ul></li>
`,
)}</ol>
</section>`
}
