import {readValue} from '../case/read.ts'
import type {Server} from '../facts/types.ts'
import type {Command} from './define-repair.ts'
import {defineRepair} from './define-repair.ts'
import {shellPath, shellQuote} from './shell-quote.ts'

interface Peer {
  readonly server: Server
  readonly id: string
  readonly address: string | null
}

export default defineRepair({
  id: 'peers-json',
  title: 'Give Dkron a raft/peers.json that names the present servers',
  touches: 'the stored configuration; Dkron takes the file in at its next start and deletes it, every job stays',
  risk: 'disruptive',
  byHand({facts}) {
    const peers = facts.servers.flatMap(server => peerOf(server, facts.servers.length === 1))
    if (peers.length === 0 || peers.length < facts.servers.length) return null
    const text = peersText(peers)
    const files = peers.map(p => peersPath(p.server))
    const one = peers.length === 1
    // Fewer than there were voters: whether the others are gone for good is for a person to say.
    const gone = facts.cluster.voters.filter(v => !peers.some(p => p.id === v.id))
    const fewer = peers.length < facts.cluster.voters.length
    const steps = [
      one ? 'Stop the server.' : 'Stop every server.',
      `Write ${files.join(' and ')}${one ? '' : ', the same on each'}: ${text}`,
      one ? 'Start it again without re-creating it.' : 'Start all of them again without re-creating them.',
    ]
    if (peers.some(p => readValue(p.server.identity)?.pinned === false)) {
      steps.push('Then fix the server ID (--node-name or hostname:): otherwise the next re-creation breaks it again.')
    }
    if (fewer) steps.unshift(`Make sure that ${gone.map(v => v.id).join(', ')} cannot come back.`)
    return {steps, command: fewer ? null : commandFor(peers, text)}
  },
})

/** A single server elects itself whatever the address says; of several, each is dialled at it. */
function peerOf(server: Server, alone: boolean): Peer[] {
  const identity = readValue(server.identity)
  if (!identity || !server.dataDir) return []
  const addresses = readValue(server.addresses)
  const host = addresses?.advertised ?? addresses?.current[0]
  const stored = readValue(server.configuration)?.servers[0]?.address ?? null
  const address =
    addresses && host ? `${host.includes(':') ? `[${host}]` : host}:${addresses.rpcPort}` : alone ? stored : null
  return [{server, id: identity.serverId, address}]
}

function peersText(peers: readonly Peer[]): string {
  const list = peers.map(p => ({id: p.id, address: p.address ?? `ADDRESS-OF-${p.id}:6868`, non_voter: false}))
  return JSON.stringify(list)
}

function peersPath(server: Server): string {
  const {dataDir} = server
  if (!dataDir) return 'raft/peers.json'
  const inside = dataDir.raftPath?.startsWith(dataDir.realPath)
    ? dataDir.raftPath.slice(dataDir.realPath.length)
    : '/raft'
  return `${dataDir.path.replace(/\/+$/, '')}${inside}/peers.json`
}

function commandFor(peers: readonly Peer[], text: string): Command | null {
  const names = peers.map(p => p.server.container?.name)
  if (peers.some(p => p.address === null) || names.some(n => n === undefined)) return null
  const containers = names.map(n => shellQuote(n ?? '')).join(' ')
  const files = peers.map(p => shellPath(peersPath(p.server))).join(' ')
  const write = peers.length === 1 ? `> ${files}` : `| tee ${files}`
  return {
    does: peers.length === 1 ? 'Stop it, write the file, start it:' : 'Stop them, write the file on each, start them:',
    lines: [
      `docker stop ${containers} && \\`,
      `  printf '%s\\n' ${shellQuote(text)} \\`,
      `  ${write} && \\`,
      `  docker start ${containers}`,
    ].join('\n'),
  }
}
