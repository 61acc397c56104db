import {originText} from '../../facts/cronicle/identity.ts'
import type {CronicleFacts, Identity, Worker} from '../../facts/cronicle/types.ts'
import {dialRows} from '../../report/dial-rows.ts'
import type {Page} from './page.ts'

/** For each worker: typed, reported, stored, dialled; below it who dialled whom and what answered. */
export function printDialTable(page: Page, facts: CronicleFacts): void {
  if (facts.workers.length === 0) return
  page.heading('How each worker is named and dialled')
  page.rows(facts.workers.flatMap(worker => wayRows(page, worker)))
  const rows = dialRows(facts)
  if (rows.length === 0) return
  page.heading('Who dials whom')
  for (const {from, to, address, as, answered, vantage} of rows) {
    page.paragraph(`${from} → ${to}: ${address} (${as})`, {indent: 2})
    page.paragraph(`${shortened(answered)} (${vantage})`, {indent: 4})
  }
}

function wayRows(page: Page, worker: Worker): readonly (readonly string[])[] {
  const {typed, reported, next, record, dialled, live, link} = worker
  const rows: (readonly string[])[] = [[worker.label, '', '']]
  const add = (what: string, value: string, differs = false) =>
    rows.push([`  ${what}`, differs ? page.pen.mark.differs : '', value])
  add('typed', typed.map(t => t.value.host).join(', ') || '(not known)')
  add('reported', identityText(reported) ?? '(not known)')
  const coming = nextText(worker)
  if (coming !== null) add('will report', coming, true)
  const stored = record ? `${record.value.hostname} / ${record.value.ip ?? 'no ip'}` : '(not stored)'
  const stale = record !== null && reported.hostname !== null && identityText(reported) !== stored
  add('stored', stored, stale)
  const typedHosts = typed.map(t => t.value.host)
  const elsewhere =
    link.state !== 'connected' && dialled !== null && typedHosts.length > 0 && !typedHosts.includes(dialled.value.host)
  add('dialled', dialled ? `${dialled.value.url} (by ${dialled.value.by})` : '(not dialled)', elsewhere)
  if (live === 'absent') add('live list', 'it is missing there')
  else if (live) add('live list', live.value.disabled ? 'offline' : `online, uptime ${live.value.uptime} s`)
  if (next.ip && reported.ip === null) add('ip comes from', originText(next.ip.from))
  return rows
}

function identityText({hostname, ip}: Identity): string | null {
  return hostname === null && ip === null ? null : `${hostname?.value ?? '?'} / ${ip?.value ?? '?'}`
}

/** What differs from what it says now, as after an edit that no restart has followed. */
function nextText({reported, next}: Worker): string | null {
  if (next.hostname === null && next.ip === null) return null
  const hostname = next.hostname?.value ?? reported.hostname?.value ?? '?'
  const ip = next.ip?.value ?? reported.ip?.value ?? '?'
  const text = `${hostname} / ${ip}`
  return text === identityText(reported) ? null : text
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
