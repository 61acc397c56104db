import {readValue} from '../../case/read.ts'
import {raftWays} from '../../checks/no-leader/rules/raft-reach.ts'
import type {Facts, Server} from '../../facts/types.ts'
import type {Page} from './page.ts'

/** A line a server: who it is and how far its log reaches. */
export function printHealthyFacts(page: Page, facts: Facts): void {
  for (const server of facts.servers) page.paragraph(serverLine(server, facts), {indent: 2, lead: page.pen.mark.bullet})
  const line = reachLine(facts)
  if (line !== null) page.paragraph(line, {indent: 2, lead: page.pen.mark.bullet})
}

/** That Raft passes was tried, and not only found in no log: worth a line. */
function reachLine(facts: Facts): string | null {
  const ways = raftWays(facts)
  if (ways.length === 0 || !ways.every(w => w.open)) return null
  const askers = [...new Set(ways.map(w => w.asker))].sort()
  return `Raft port of each voter: open to the others, asked from the network${askers.length > 1 ? 's' : ''} of ${askers.join(', ')}`
}

function serverLine(server: Server, facts: Facts): string {
  const identity = readValue(server.identity)
  const position = readValue(server.position)
  const configuration = readValue(server.configuration)
  const voters = configuration?.servers.filter(s => s.suffrage === 'Voter') ?? []
  const parts = [identity ? `server ID "${identity.serverId}"` : 'server ID not known']
  if (configuration) {
    const which = voters.length === 1 ? 'the only voter' : `one of ${voters.length} voters`
    const own = voters.some(v => v.id === identity?.serverId)
    parts.push(
      `${own ? which : `${voters.length} stored voters`} (${configuration.file}, index ${configuration.index})`,
    )
  }
  if (position) parts.push(`last index ${position.lastIndex}, term ${position.currentTerm ?? position.lastTerm}`)
  if (facts.cluster.leader.claimedBy.includes(server.label)) parts.push('leads now')
  return `${server.label}: ${parts.join('; ')}`
}
