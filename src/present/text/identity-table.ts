import type {Facts} from '../../facts/types.ts'
import {pairServers, presentAddress, presentId, type ServerPair} from '../pair-servers.ts'
import type {Page} from './page.ts'

const none = '(none)'
const notKnown = '(not known)'

/** Stored against present, server by server: the comparison the whole diagnosis turns on. */
export function printIdentityTable(page: Page, facts: Facts): void {
  const pairs = pairServers(facts)
  if (pairs.length === 0) return
  const {pen} = page
  page.heading('Stored in the data-dir, and present')
  const rows: string[][] = [['', 'stored', '', 'present']]
  for (const pair of pairs.filter(p => p.server)) {
    const {server, stored} = pair
    const unread = server?.configuration.state === 'unreadable' ? notKnown : null
    rows.push([server?.label ?? '', '', '', ''])
    rows.push(['  server ID', ...compare(page, stored?.id ?? unread, presentId(server) ?? notKnown)])
    if (stored) rows.push(['  address', ...compare(page, stored.address, presentAddress(pair) ?? notKnown)])
  }
  const nobody = pairs.filter(p => !p.server)
  if (nobody.length > 0) rows.push(['in no server known here', '', '', ''])
  for (const {stored} of nobody) rows.push(['  server ID', ...compare(page, stored?.id ?? null, null)])
  page.rows(rows, 2, (cell, column, row) => {
    if (row === 0) return pen.dim(cell)
    return column === 2 ? pen.error(cell) : cell
  })
  if (facts.cluster.voters.length === 1 && pairs.some(p => addressDiffers(p))) {
    page.paragraph('With a single voter the stored address does not matter; only the ID does.', {
      indent: 2,
      paint: pen.dim,
    })
  }
}

function addressDiffers(pair: ServerPair): boolean {
  const present = presentAddress(pair)
  return pair.stored !== null && present !== null && present !== pair.stored.address
}

function compare(page: Page, stored: string | null, present: string | null): [string, string, string] {
  const known = (id: string | null) => id !== null && id !== notKnown
  const differs = known(stored) && known(present) && stored !== present
  return [stored ?? none, differs ? page.pen.mark.differs : '', present ?? none]
}
