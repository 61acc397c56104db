import {readValue} from '../../../case/read.ts'
import type {Facts, Server} from '../../../facts/types.ts'
import {splitAddress} from '../../../formats/host-and-port.ts'
import type {PeersFile, RaftServer} from '../../../formats/raft/types.ts'
import {likenessOf, votersOf} from './membership.ts'
import {isWellFormed, peersFileAtStart} from './pending-recovery.ts'
import {serverIdOf} from './server-id.ts'
import {lookForServer, presenceOf} from './voter-presence.ts'

/** What is wrong with the content of a peers.json that parses. */
export interface ContentFault {
  readonly key: 'own-id' | 'nonvoter' | 'port' | 'absent-voters' | 'differs'
  readonly text: string
  /** A leader can come of it all the same. */
  readonly harmless: boolean
}

/** Compares a well-formed peers.json with the server that will read it and with the others of the case. */
export function contentFaults(server: Server, file: PeersFile, facts: Facts): readonly ContentFault[] {
  return [
    ...ownIdFault(server, file),
    ...portFaults(server, file),
    ...absentVoters(server, file, facts),
    ...differences(server, file, facts),
  ]
}

function ownIdFault(server: Server, file: PeersFile): readonly ContentFault[] {
  const serverId = serverIdOf(server)
  if (serverId === null) return []
  const entry = file.servers.find(s => s.id === serverId)
  if (entry?.suffrage === 'Voter') return []
  if (entry) {
    const others = votersOf(file.servers).length > 0
    return [{key: 'nonvoter', text: `its own ID "${serverId}" is marked as a nonvoter`, harmless: others}]
  }
  const like = file.servers.map(s => likenessOf(s.id, serverId)).find(l => l !== null)
  const hint = like ? ` (${like})` : ''
  const ids = file.servers.map(s => `"${s.id}"`).join(', ')
  return [{key: 'own-id', text: `its own ID "${serverId}" is missing, the file has ${ids}${hint}`, harmless: false}]
}

/** A single voter dials nobody. 4.x dials by server ID, but falls back to the stored address. */
function portFaults(server: Server, file: PeersFile): readonly ContentFault[] {
  const settings = readValue(server.settings)
  const expected = (settings?.advertiseRpcPort ?? settings?.rpcPort)?.value ?? 6868
  const harmless = votersOf(file.servers).length === 1
  return file.servers.flatMap(s => {
    const {port} = splitAddress(s.address)
    const known = wellKnownPorts[port ?? 0]
    if (port === expected) return []
    if (known === undefined && (port !== null || settings === null)) return []
    const what = port === null ? 'has no port' : `has port ${port}, ${known}`
    return [{key: 'port' as const, text: `the address ${s.address} ${what}; Raft listens on ${expected}`, harmless}]
  })
}

/** Ports that guides and confusion put there. Another port may be another server's own setting. */
const wellKnownPorts: Readonly<Record<number, string>> = {
  8946: 'the gossip port',
  8080: 'the HTTP port',
  4647: "Nomad's RPC port",
  8300: "Consul's RPC port",
  8190: 'a port from an old page of the documentation',
}

function absentVoters(server: Server, file: PeersFile, facts: Facts): readonly ContentFault[] {
  const own = serverIdOf(server)
  const voters = votersOf(file.servers)
  const gone = voters.filter((v: RaftServer) => v.id !== own && isKnownAbsent(v.id, facts))
  if (voters.length - gone.length > voters.length / 2 || gone.length === 0) return []
  const ids = gone.map(v => `"${v.id}"`).join(', ')
  return [
    {key: 'absent-voters', text: `it lists ${ids} as voter, which nobody is, so there is no majority`, harmless: false},
  ]
}

/** Voters of the file that the evidence does not reach, when without them there is no majority; else none. */
export function unseenVoters(server: Server, file: PeersFile, facts: Facts): readonly string[] {
  const own = serverIdOf(server)
  const voters = votersOf(file.servers)
  const presences = voters.filter(v => v.id !== own).map(v => ({id: v.id, presence: presenceOf(v, facts)}))
  const unseen = presences.filter(p => p.presence === 'unseen').map(p => p.id)
  const gone = presences.filter(p => ['failed', 'missing', 'silent'].includes(p.presence)).length
  return voters.length - gone - unseen.length > voters.length / 2 ? [] : unseen
}

function isKnownAbsent(id: string, facts: Facts): boolean {
  const {presence} = lookForServer(id, facts)
  return presence === 'failed' || presence === 'missing'
}

function differences(server: Server, file: PeersFile, facts: Facts): readonly ContentFault[] {
  const mine = contentOf(file)
  const other = facts.servers.find(s => {
    const theirs = s.dataDir === server.dataDir ? null : peersFileAtStart(s)
    return theirs !== null && isWellFormed(theirs) && contentOf(theirs) !== mine
  })
  return other ? [{key: 'differs', text: `that of ${other.label} lists other servers`, harmless: false}] : []
}

function contentOf(file: PeersFile): string {
  return file.servers
    .map(s => `${s.id} ${s.address} ${s.suffrage}`)
    .sort()
    .join()
}
