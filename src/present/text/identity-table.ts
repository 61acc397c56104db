import {readValue} from '../../case/read.ts'
import type {Facts, Server} from '../../facts/types.ts'
import type {RaftServer} from '../../formats/raft/types.ts'
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
  for (const {server, stored} of pairs.filter(p => p.server)) {
    rows.push([server?.label ?? '', '', '', ''])
    rows.push(['  server ID', ...compare(page, stored?.id ?? null, presentId(server) ?? notKnown)])
    if (stored) rows.push(['  address', ...compare(page, stored.address, presentAddress(server, stored) ?? notKnown)])
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

interface Pair {
  readonly server: Server | null
  readonly stored: RaftServer | null
}

/**
 * Each server against the configuration in its own data-dir: by server ID, else its only voter. Voters of the
 * cluster that nobody is stand at the end.
 */
function pairServers(facts: Facts): readonly Pair[] {
  const left = new Set(facts.cluster.voters.map(v => v.id))
  const servers = facts.servers.map(server => {
    const voters = votersOf(server)
    const own = voters.find(v => v.id === presentId(server))
    const stored = own ?? (voters.length === 1 ? voters[0] : undefined) ?? null
    if (stored) left.delete(stored.id)
    return {server, stored}
  })
  const nobody = facts.cluster.voters.filter(v => left.has(v.id))
  return [...servers, ...nobody.map(stored => ({server: null, stored}))]
}

function votersOf(server: Server): readonly RaftServer[] {
  return (readValue(server.configuration)?.servers ?? []).filter(s => s.suffrage === 'Voter')
}

function presentId(server: Server | null): string | null {
  return server ? (readValue(server.identity)?.serverId ?? null) : null
}

/** With the port when the stored one has one, so that the two can be compared by eye. */
function presentAddress(server: Server | null, stored: RaftServer | null): string | null {
  const addresses = server ? readValue(server.addresses) : null
  const host = addresses?.advertised ?? addresses?.current[0]
  if (!addresses || host === undefined) return null
  return stored?.address.includes(':') === false
    ? host
    : `${host.includes(':') ? `[${host}]` : host}:${addresses.rpcPort}`
}

function addressDiffers({server, stored}: Pair): boolean {
  const present = presentAddress(server, stored)
  return stored !== null && present !== null && present !== stored.address
}

function compare(page: Page, stored: string | null, present: string | null): [string, string, string] {
  const differs = stored !== null && present !== null && present !== notKnown && stored !== present
  return [stored ?? none, differs ? page.pen.mark.differs : '', present ?? none]
}
