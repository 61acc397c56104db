import type {RaftServer} from './types.ts'

/**
 * Rules that a configuration breaks, in the order and the words of raft's `checkConfiguration` (configuration.go),
 * which stops at the first. Empty when raft accepts it; raft looks neither at the form of an address nor for the
 * server's own ID.
 */
export function configurationErrors(servers: readonly RaftServer[]): string[] {
  const errors: string[] = []
  const ids = new Set<string>()
  const addresses = new Set<string>()
  for (const server of servers) {
    if (server.id === '') errors.push(`empty ID in configuration: ${formatConfiguration(servers)}`)
    else if (server.address === '') errors.push(`empty address in configuration: ${formatServer(server)}`)
    else if (ids.has(server.id)) errors.push(`found duplicate ID in configuration: ${server.id}`)
    else if (addresses.has(server.address)) errors.push(`found duplicate address in configuration: ${server.address}`)
    ids.add(server.id)
    addresses.add(server.address)
  }
  if (!servers.some(server => server.suffrage === 'Voter')) {
    errors.push(`need at least one voter in configuration: ${formatConfiguration(servers)}`)
  }
  return errors
}

/** As Go's %v prints a raft.Configuration. */
function formatConfiguration(servers: readonly RaftServer[]): string {
  return `{[${servers.map(formatServer).join(' ')}]}`
}

function formatServer(server: RaftServer): string {
  return `{${server.suffrage} ${server.id} ${server.address}}`
}
