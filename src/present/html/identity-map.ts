import {readValue} from '../../case/read.ts'
import type {Facts, Server} from '../../facts/types.ts'
import {pairServers, presentAddress, presentId, type ServerPair} from '../pair-servers.ts'
import {html, type Markup} from './html.ts'

/** Units of the drawing; it is scaled to the page, and still readable on the width of a phone. */
const width = 400
const boxWidth = 172
const rowHeight = 78
const boxHeight = 64
const top = 30

/**
 * The map: each voter as it is stored against the server that is there now. A full line joins the same server ID, a
 * broken one a data-dir whose voter the server is not; a dotted frame is a voter that nobody is. A table with the whole
 * texts stands below it.
 */
export function renderIdentityMap(facts: Facts): Markup | null {
  const pairs = pairServers(facts)
  if (pairs.length === 0) return null
  const height = top + pairs.length * rowHeight
  return html`<section aria-labelledby="map">
<h2 id="map">Stored identity and what runs now</h2>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="map-title map-text">
<title id="map-title">Stored identity and what runs now</title>
<desc id="map-text">${pairs.map(p => `${sentenceOf(p)} `)}</desc>
<text class="column" x="4" y="16">stored in the data-dir</text>
<text class="column" x="${width - boxWidth - 4}" y="16">present</text>
${pairs.map((pair, row) => drawPair(pair, top + row * rowHeight))}
</svg>
${renderTable(pairs)}
</section>`
}

function drawPair(pair: ServerPair, y: number): Markup {
  const {server, stored} = pair
  const relation = relationOf(pair)
  const middle = y + boxHeight / 2
  const right = width - boxWidth - 4
  const others = stored === null && server !== null ? otherVoters(server) : 0
  return html`<g class="${relation}">
${stored !== null ? drawBox(4, y, `voter ${stored.id}`, ['voter', stored.id, stored.address]) : others > 0 ? drawBox(4, y, `${others} voters, none of them is ${server?.label}`, ['its data-dir', `${others} voters,`, 'none of them is it']) : null}
${server === null ? drawBox(right, y, 'in no server known here', ['nobody here', '', '']) : drawBox(right, y, server.label, linesOf(pair, server))}
${
  stored === null && others === 0
    ? null
    : html`<line class="edge" x1="${4 + boxWidth}" y1="${middle}" x2="${right}" y2="${middle}"/>
<text class="sign" x="${width / 2}" y="${middle - 6}" text-anchor="middle">${{same: '=', differs: '≠', nobody: '?', open: '?'}[relation]}</text>`
}
</g>
`
}

function linesOf(pair: ServerPair, server: Server): readonly string[] {
  return [
    server.label,
    presentId(server) ?? 'server ID not known',
    presentAddress(pair) ?? (server.container?.running === false ? 'stopped' : 'address not known'),
  ]
}

function drawBox(x: number, y: number, whole: string, [title = '', id = '', address = '']: readonly string[]): Markup {
  return html`<g><title>${whole}</title><rect class="box" x="${x}" y="${y}" width="${boxWidth}" height="${boxHeight}" rx="6"/>
<text class="name" x="${x + 9}" y="${y + 18}">${shorten(title, 23)}</text>
<text class="id" x="${x + 9}" y="${y + 36}">${shorten(id, 21)}</text>
<text class="address" x="${x + 9}" y="${y + 53}">${shorten(address, 21)}</text></g>`
}

/** How many voters the server's own data-dir names; several, when none of them can be told to be this server. */
function otherVoters(server: Server): number {
  return (readValue(server.configuration)?.servers ?? []).filter(s => s.suffrage === 'Voter').length
}

type Relation = 'same' | 'differs' | 'nobody' | 'open'

function relationOf({server, stored}: ServerPair): Relation {
  if (server === null) return 'nobody'
  const id = presentId(server)
  if (stored === null && id !== null && otherVoters(server) > 0) return 'differs'
  if (stored === null || id === null) return 'open'
  return id === stored.id ? 'same' : 'differs'
}

function sentenceOf(pair: ServerPair): string {
  const {server, stored} = pair
  const id = presentId(server)
  switch (relationOf(pair)) {
    case 'same':
      return `${server?.label} is the stored voter ${stored?.id}.`
    case 'differs':
      if (stored === null)
        return `${server?.label} has the server ID ${id}, which is none of the voters in its data-dir.`
      return `${server?.label} has the server ID ${id}, its data-dir the voter ${stored?.id}.`
    case 'nobody':
      return `The stored voter ${stored?.id} is in no server known here.`
    case 'open':
      return `${server?.label} has ${id === null ? 'no known server ID' : `the server ID ${id}`}${stored ? `, its data-dir the voter ${stored.id}` : ', and no voter of its own is stored'}.`
  }
}

/** Cuts the middle out: the ends of names and addresses tell them apart. */
function shorten(text: string, most: number): string {
  if (text.length <= most) return text
  const kept = most - 1
  return `${text.slice(0, Math.ceil(kept / 2))}…${text.slice(text.length - Math.floor(kept / 2))}`
}

function renderTable(pairs: readonly ServerPair[]): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Stored identity and what runs now, as a table"><table>
<thead><tr><th scope="col">server</th><th scope="col">stored server ID</th><th scope="col">present server ID</th><th scope="col">stored address</th><th scope="col">present address</th></tr></thead>
<tbody>
${pairs.map(
  pair => html`<tr class="${relationOf(pair)}"><th scope="row">${pair.server?.label ?? 'in no server known here'}</th>${[
    pair.stored?.id,
    presentId(pair.server),
    pair.stored?.address,
    presentAddress(pair),
  ].map(cell => html`<td><code>${cell ?? '–'}</code></td>`)}</tr>
`,
)}</tbody></table></div>`
}
