import {matchFields} from '../go-json/match-fields.ts'
import {parseGoJson} from '../go-json/parse-go-json.ts'
import type {GoJson} from '../go-json/types.ts'
import {configurationErrors} from './configuration-errors.ts'
import type {PeersFile, RaftServer} from './types.ts'

/**
 * Reads a peers.json as raft does (peersjson.go `ReadConfigJSON`, the one reader Dkron has): first JSON value only,
 * keys in any case, unknown keys ignored, null for an empty list. A list of addresses, which is what raft's other
 * reader (`ReadPeersJSON`) takes, is decoded too, but `parseError` then says what a scheduler of today makes of it.
 */
export function decodePeersJson(text: string | Uint8Array, file: string, placed: PeersFile['placed']): PeersFile {
  const parsed = parseGoJson(typeof text === 'string' ? new TextEncoder().encode(text) : text)
  if ('error' in parsed) return unparsable(file, placed, parsed.error)
  const {value} = parsed
  if (value.kind === 'null') return judged({file, placed, style: 'servers', servers: [], parseError: null})
  if (value.kind !== 'array') return unparsable(file, placed, `${cannot(value)} Go value of type []raft.configEntry`)
  const addresses = value.items.length > 0 && value.items.every(item => item.kind === 'string')
  const entries = value.items.map(decodeEntry)
  return judged({
    file,
    placed,
    style: addresses ? 'addresses' : 'servers',
    servers: addresses ? value.items.flatMap(oldPeer) : entries.map(entry => entry.server),
    parseError: entries.find(entry => entry.error !== null)?.error ?? null,
  })
}

interface DecodedEntry {
  readonly server: RaftServer
  readonly error: string | null
}

/** Go goes on after a value of the wrong type and reports the first one at the end (encoding/json `saveError`). */
function decodeEntry(item: GoJson): DecodedEntry {
  const empty: RaftServer = {id: '', address: '', suffrage: 'Voter'}
  if (item.kind === 'null') return {server: empty, error: null}
  if (item.kind !== 'object') return {server: empty, error: `${cannot(item)} Go value of type raft.configEntry`}
  let server = empty
  let error: string | null = null
  for (const {name, value} of matchFields(item, ['id', 'address', 'non_voter'])) {
    if (value.kind === 'null') continue
    if (name === 'non_voter' && value.kind === 'bool') {
      server = {...server, suffrage: value.value ? 'Nonvoter' : 'Voter'}
    } else if (name !== 'non_voter' && value.kind === 'string') server = {...server, [name]: value.value}
    else error ??= `${cannot(value)} Go struct field configEntry.${name} of type ${goTypes[name]}`
  }
  return {server, error}
}

const goTypes = {id: 'raft.ServerID', address: 'raft.ServerAddress', non_voter: 'bool'} as const

function cannot(value: GoJson): string {
  return `json: cannot unmarshal ${value.kind} into`
}

function oldPeer(item: GoJson): RaftServer[] {
  return item.kind === 'string' ? [{id: item.value, address: item.value, suffrage: 'Voter'}] : []
}

function unparsable(file: string, placed: PeersFile['placed'], parseError: string): PeersFile {
  return {file, placed, style: 'unparsable', servers: [], parseError, ruleErrors: []}
}

/** The rules are looked at only for a list that some reader of raft's takes. */
function judged(peers: Omit<PeersFile, 'ruleErrors'>): PeersFile {
  const readable = peers.parseError === null || peers.style === 'addresses'
  return {...peers, ruleErrors: readable ? configurationErrors(peers.servers) : []}
}
