import type {Facts} from '../../facts/types.ts'
import {memberRows} from '../../report/member-rows.ts'
import type {Page} from './page.ts'

/** The members that gossip has, with what they advertise; below it who dialled whom, and what answered. */
export function printMemberTable(page: Page, facts: Facts): void {
  const rows = memberRows(facts)
  if (rows.length === 0) return
  page.heading('What gossip says of the members')
  page.rows([
    ['', '', 'status', 'RPC address'],
    ...rows.map(r => [r.member, r.role, r.status, r.address ?? '(none advertised)']),
  ])
  if (!rows.some(r => r.role === 'agent')) {
    page.paragraph('No agent is among them: jobs run on the servers themselves.', {indent: 2})
  }
  const dialled = rows.filter(r => r.dials.length > 0)
  if (dialled.length === 0) return
  page.heading('Who dials whom')
  for (const {member, role, address, dials} of dialled) {
    page.paragraph(`${member} (${role}) at ${address}`, {indent: 2})
    for (const text of new Set(dials.map(d => `${d.answered} (${d.vantage})`)))
      page.paragraph(text, {indent: 4, lead: page.pen.mark.bullet})
  }
}
