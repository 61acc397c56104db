import type {EventKind, TimelineEvent} from '../../report/describe-timeline.ts'
import {html, type Markup} from './html.ts'

const words: Record<EventKind, string> = {
  start: 'start',
  configuration: 'configuration',
  term: 'term',
  leader: 'leader',
  trouble: 'trouble',
}

/** What the logs tell, in the order of time; null without logs. */
export function renderTimeline(events: readonly TimelineEvent[]): Markup | null {
  if (events.length === 0) return null
  return html`<section aria-labelledby="timeline">
<h2 id="timeline">What the logs tell</h2>
<ol class="timeline">
${events.map(renderEvent)}</ol>
</section>`
}

function renderEvent({server, kind, time, until, count, meaning, text, source}: TimelineEvent): Markup {
  const often =
    count > 1 ? html` <span class="often">${count} times${until ? `, last ${clock(until)}` : ''}</span>` : null
  return html`<li class="${kind}"><span class="when">${time === null ? 'no time' : html`<time datetime="${time}">${clock(time)}</time>`}</span>
<span class="kind">${words[kind]}</span> <strong>${server}</strong>: ${meaning}${often}
<code class="line" title="${source}">${text.slice(0, 300)}</code></li>
`
}

/** Date and time to the second, as the log has them. */
function clock(time: string): string {
  return time.slice(0, 19).replace('T', ' ')
}
